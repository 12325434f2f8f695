import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { keptMessages } from "../../dev/message";
import { intents } from "../../dev/transport";
import { cache } from "../backend";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));
// The fake is read with a full outbox and updates that are set to go out.
vi.hoisted(() => globalThis.history.replaceState(null, "", "?delivery=full"));

const last = <K extends string>(kind: K): (typeof intents)[number] | undefined => intents.filter((intent) => intent.intent === kind).at(-1);

beforeEach(async () => {
  intents.length = 0;
  keptMessages.clear();
  Element.prototype.scrollIntoView = () => {};
  await Promise.all([cache.channels.load(), cache.outbox.load()]);
});

describe("an update that is set to go out", () => {
  it("waits for its condition until somebody says that it is met, and is written again also for whom nobody asks to be told", { timeout: 60_000 }, async () => {
    route.go({ view: "comms" });
    render(App);
    await screen.findByRole("heading", { name: /Waits for its condition 1/ });
    await fireEvent.click(await screen.findByRole("button", { name: /^Auditors/ }));
    const set = await screen.findByRole("article", { name: "Update 1 to Auditors, set to go out" });
    const form = within(set).getByRole("form", { name: "The condition of its approval" });
    expect(form.textContent).toContain("only once Legal has read the second paragraph");
    await expectAccessible(set);
    await fireEvent.input(within(form).getByRole("textbox", { name: "How it is known" }), { target: { value: "she called" } });
    await fireEvent.click(within(form).getByRole("button", { name: "The condition is met" }));
    await waitFor(() => expect(last("confirm_condition")).toMatchObject({ update: "set-7", condition: "only once Legal has read the second paragraph", note: "she called" }));
    await waitFor(() => expect(screen.queryByRole("heading", { name: /Waits for its condition/ })).toBeNull());
    await fireEvent.click(await screen.findByRole("button", { name: "Take it back and edit" }));
    const region = await screen.findByRole("region", { name: "Update to Auditors" });
    expect(await within(region).findByDisplayValue(/As of 15:07 CET the cause is known/)).toBeTruthy();
  });

  it("asks what becomes of it where it is night for them, and is held until the night is over", { timeout: 60_000 }, async () => {
    route.go({ view: "comms", audience: "audience-Partners" });
    render(App);
    const region = await screen.findByRole("region", { name: "Update to Partners" });
    await fireEvent.input(await within(region).findByDisplayValue(/As of 14:47 CET/), { target: { value: "As of 14:47 CET it works, staff may say. Next update by 15:37 CET." } });
    await fireEvent.click(within(await screen.findByRole("group", { name: "Send by" })).getByRole("checkbox", { name: "Incident mail" }));
    const quiet = await screen.findByRole("group", { name: "Quiet hours" });
    expect(quiet.textContent).toContain("It is 22:47 for them (Asia/Tokyo), in their quiet hours until 07:00.");
    await fireEvent.click(screen.getByRole("button", { name: /^Send to/ }));
    await screen.findByText(/Nothing was sent. Say whether it is held/);
    expect(last("send_update"), "nothing goes out at night unless somebody says so").toBeUndefined();
    await expectAccessible(quiet);
    await fireEvent.click(within(quiet).getByRole("button", { name: "Hold until 07:00" }));
    await screen.findByText(/Held for their quiet hours: 2026-03-12 07:00 Asia\/Tokyo/);
    await fireEvent.click(screen.getByRole("button", { name: "Do not hold it" }));
    const again = await screen.findByRole("group", { name: "Quiet hours" });
    await fireEvent.click(within(again).getByRole("button", { name: "Hold until 07:00" }));
    await screen.findByText(/Held for their quiet hours/);
    await fireEvent.click(await screen.findByRole("button", { name: /^Set it for/ }));
    await waitFor(() => expect(last("send_update")).toMatchObject({ audience: "audience-Partners", quiet: "hold", at: "2026-03-12 07:00 Asia/Tokyo" }));
  });
});
