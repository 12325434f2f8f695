import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { intents } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

beforeEach(() => {
  intents.length = 0;
  Element.prototype.scrollIntoView = () => {};
});

describe("a reply that an update asks for", () => {
  it("stands in the queue with its clock and is recorded where the update is read", { timeout: 60_000 }, async () => {
    route.go({ view: "comms" });
    render(App);
    const list = await screen.findByRole("navigation", { name: "Updates" });
    expect(within(list).getByRole("heading", { name: "Reply late 1" })).toBeTruthy();
    expect(within(list).getByRole("heading", { name: "Reply awaited 1" })).toBeTruthy();
    await fireEvent.click(within(list).getByRole("button", { name: /^Executives.*must acknowledge within 30 min/ }));
    const place = await screen.findByRole("region", { name: "Replies" });
    expect(place.textContent).toContain("No reply yet");
    expect(place.textContent).toMatch(/late by .*, was due \d\d:\d\d:\d\d/);
    await fireEvent.click(within(place).getByRole("button", { name: "Record reply…" }));
    const form = within(place).getByRole("form", { name: "Record a reply" });
    const record = within(form).getByRole("button", { name: "Record reply" });
    expect((record as HTMLButtonElement).disabled, "somebody answered").toBe(true);
    await fireEvent.input(within(form).getByLabelText("Who answered"), { target: { value: "Jonas Lindqvist" } });
    await fireEvent.input(within(form).getByLabelText("When"), { target: { value: "14:46" } });
    await fireEvent.input(within(form).getByLabelText("What they said"), { target: { value: "Read. Call me." } });
    await expectAccessible(place);
    await fireEvent.submit(form);
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "record_reply", update: "sent-executives-1", by: "Jonas Lindqvist", at: "14:46", text: "Read. Call me." }));
    await waitFor(() => expect(within(list).queryByRole("heading", { name: /Reply late/ })).toBeNull());
    expect(await within(place).findByText("Read. Call me.")).toBeTruthy();
    expect(place.textContent).toContain("Answered 2 min late");
  });

  it("is not awaited any more only with a reason", { timeout: 60_000 }, async () => {
    route.go({ view: "comms" });
    render(App);
    const list = await screen.findByRole("navigation", { name: "Updates" });
    expect(within(list).getAllByText("Answered 2 min late", { exact: false }).length, "the sent update says how it ended").toBe(1);
    await fireEvent.click(within(list).getByRole("button", { name: /^Executives.*Answered/ }));
    const place = await screen.findByRole("region", { name: "Replies" });
    expect(within(place).queryByRole("button", { name: /Not awaited/ }), "it was answered").toBeNull();
  });
});
