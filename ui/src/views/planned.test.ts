import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { intents } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

describe("updates planned for a time of day", () => {
  it("are planned in two steps, listed with their next time, and taken away again", { timeout: 30_000 }, async () => {
    Element.prototype.scrollIntoView = () => {};
    route.go({ view: "comms" });
    render(App);
    await fireEvent.click(await screen.findByRole("button", { name: "Plan ahead" }));
    const place = await screen.findByRole("region", { name: "Planned updates" });
    const form = within(place).getByRole("form", { name: "Plan an update" });
    expect(await within(place).findByText("17:00 Europe/Berlin")).toBeTruthy();
    expect(within(place).getByText(/is not a time zone/)).toBeTruthy();
    await expectAccessible(place);
    await fireEvent.input(within(form).getByLabelText("Audience"), { target: { value: "Executives" } });
    await fireEvent.input(within(form).getByLabelText("At"), { target: { value: "tomorrow 9:00" } });
    await fireEvent.submit(form);
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "plan_update", at: "tomorrow 9:00", rhythm: "", until: "" }));
    expect(await within(place).findByText("tomorrow 9:00 Europe/Berlin")).toBeTruthy();
    expect((within(form).getByLabelText("At") as HTMLInputElement).value).toBe("");
    await fireEvent.click(within(place).getByRole("button", { name: /Take Media/ }));
    await waitFor(() => expect(within(place).queryByText("17:00 Europe/Berlin")).toBeNull());
  });
});
