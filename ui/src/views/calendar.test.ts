import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

describe("the calendar", () => {
  it("shows a week with what is overdue, turns over days by key, and opens what is due", { timeout: 30_000 }, async () => {
    Element.prototype.scrollIntoView = () => {};
    route.go({ view: "calendar" });
    render(App);
    const today = await screen.findByRole("region", { name: "Wednesday 11 March 2026" });
    expect(screen.getByRole("region", { name: "Monday 9 March 2026" })).toBeTruthy();
    expect(within(today).getByText("14:47", { selector: "li.now span" })).toBeTruthy();
    const overdue = within(today).getByRole("button", { name: /Executives’ update.*overdue/s });
    expect(within(today).getByRole("button", { name: /Customers’ update 3.*late/s })).toBeTruthy();
    await expectAccessible(document.body);
    await fireEvent.keyDown(window, { key: "ArrowRight", code: "ArrowRight" });
    expect(await screen.findByRole("region", { name: "Monday 16 March 2026" })).toBeTruthy();
    await fireEvent.click(screen.getByRole("radio", { name: "Day" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Monday 16 March 2026" })).toBeNull());
    await fireEvent.click(screen.getByRole("button", { name: /Today/ }));
    expect(await screen.findByRole("region", { name: "Wednesday 11 March 2026" })).toBeTruthy();
    expect(overdue).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: /Executives’ update.*overdue/s }));
    expect(route.place).toMatchObject({ view: "comms", audience: "audience-Executives" });
  });
});
