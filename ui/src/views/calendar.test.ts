import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { intents } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

describe("the calendar", () => {
  it("shows a week with what is overdue, turns over days by key, and opens what is due", { timeout: 90_000 }, async () => {
    Element.prototype.scrollIntoView = () => {};
    route.go({ view: "calendar" });
    render(App);
    const today = await screen.findByRole("region", { name: "Wednesday 11 March 2026" });
    expect(screen.getByRole("region", { name: "Monday 9 March 2026" })).toBeTruthy();
    expect(within(today).getByText("14:47", { selector: "li.now span" })).toBeTruthy();
    const overdue = within(today).getByRole("button", { name: /Executives’ update.*overdue/s });
    expect(within(today).getByRole("button", { name: /Customers’ update 3.*late/s })).toBeTruthy();
    // The hours stand at the left, levels and updates as marks at their hour, and now as a line with its time among the hours.
    const gutter = document.querySelector(".gutter");
    expect([...(gutter?.querySelectorAll(".hours span:not(.present)") ?? [])].map((hour) => hour.textContent)).toEqual(Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`));
    const top = (element: Element | null | undefined): number => parseFloat((element?.closest("li") as HTMLElement).style.top);
    const level = within(today).getByRole("button", { name: /CTO told/ });
    const hour = (n: number): number => parseFloat((gutter?.querySelectorAll<HTMLElement>(".hours span")[n] as HTMLElement).style.top);
    expect(top(level)).toBeGreaterThan(hour(14));
    expect(top(level)).toBeLessThan(hour(15));
    expect(top(overdue)).toBeGreaterThan(top(level));
    const line = top(within(today).getByText("14:47", { selector: "li.now span" }));
    expect(line).toBeGreaterThan(hour(14));
    expect(line).toBeLessThan(hour(15));
    const time = gutter?.querySelector<HTMLElement>(".present");
    expect(time?.textContent).toBe("14:47");
    expect(Math.abs(parseFloat(time?.style.top ?? "") - line)).toBeLessThan(10);
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

  it("lists what is due of evaluations, reviews and drills, and records it", { timeout: 60_000 }, async () => {
    Element.prototype.scrollIntoView = () => {};
    intents.length = 0;
    route.go({ view: "calendar" });
    render(App);
    const list = await screen.findByRole("list", { name: "Evaluations, reviews and drills" });
    const lines = within(list).getAllByRole("listitem");
    expect(lines.map((line) => line.textContent.replace(/\s+/g, " ").trim()).map((words) => words.slice(0, 24))).toEqual(["overdue since 2 Mar, 1 m", "due today Call tree dril", "next 31 Mar Long review "]);
    expect(within(lines[2] as HTMLElement).queryByRole("button", { name: /^Held/ }), "what has not come yet was not held").toBeNull();
    await fireEvent.click(within(list).getByRole("button", { name: "Skip…: Short review" }));
    const skip = within(list).getByRole("form", { name: "Skip: Short review" });
    expect((within(skip).getByRole("button", { name: "Skip it" }) as HTMLButtonElement).disabled).toBe(true);
    await fireEvent.input(within(skip).getByLabelText("Why it is skipped"), { target: { value: "Nobody was there" } });
    await fireEvent.click(within(skip).getByRole("checkbox", { name: "all 2 overdue days" }));
    await expectAccessible(list);
    await fireEvent.submit(skip);
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "record_occurrence", row: "review-Short review", days: ["2026-03-02", "2026-03-09"], end: "skipped", words: "Nobody was there" }));
    await waitFor(() => expect(within(list).queryByText(/overdue since/)).toBeNull());
    await fireEvent.click(within(list).getByRole("button", { name: "Held…: Call tree drill" }));
    const held = within(list).getByRole("form", { name: "Held: Call tree drill" });
    await fireEvent.input(within(held).getByLabelText("What came of it"), { target: { value: "Two numbers were wrong" } });
    await fireEvent.submit(held);
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ end: "held", days: ["2026-03-11"], words: "Two numbers were wrong" }));
    await waitFor(() => expect(within(list).queryByText("due today")).toBeNull());
  });
});
