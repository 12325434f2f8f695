import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { intents } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

beforeEach(() => {
  intents.length = 0;
  route.go({ view: "metrics" });
});

describe("the metrics", () => {
  it("stand with their definition and lead to the incidents behind a number", { timeout: 60_000 }, async () => {
    render(App);
    const table = await screen.findByRole("table", { name: "Metrics" });
    expect(within(table).getByText("Resolved less detected; the R is resolved, and after a reopening the last time counts.")).toBeTruthy();
    const resolve = within(table).getByRole("row", { name: /Time to resolve.*1 h 48 min/s });
    expect(within(resolve).getByText("6")).toBeTruthy();
    const detail = screen.getByRole("article", { name: "Time to resolve (MTTR)" });
    expect(within(detail).getByRole("img", { name: /of 6 incidents.*Median 1 h 48 min/ })).toBeTruthy();
    expect(within(detail).getByText("It is not resolved.")).toBeTruthy();
    expect(screen.getByText("7 incidents; 1 exercise is left out")).toBeTruthy();
    await expectAccessible(document.body);
    await fireEvent.keyDown(within(table).getByRole("button", { name: "Time to resolve (MTTR)" }), { key: "ArrowDown", code: "ArrowDown" });
    expect(screen.getByRole("article", { name: "Promises kept" })).toBeTruthy();
    await fireEvent.click(within(table).getByRole("button", { name: "Time to detect (MTTD)" }));
    expect(screen.getByText("A chart says something from 3 values on; no incident has one.")).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: /^INC-2041/ }));
    expect(route.place).toEqual({ view: "board" });
  });

  it("are narrowed, say what cannot be read, and are written as CSV", { timeout: 30_000 }, async () => {
    render(App);
    await fireEvent.change(await screen.findByRole("combobox", { name: "Severity" }), { target: { value: "SEV2" } });
    await waitFor(() => expect(screen.getByText("2 incidents")).toBeTruthy());
    await fireEvent.change(screen.getByRole("combobox", { name: "Severity" }), { target: { value: "" } });
    await fireEvent.click(screen.getByRole("checkbox", { name: "Count exercises too" }));
    await waitFor(() => expect(screen.getByText("8 incidents")).toBeTruthy());
    const from = screen.getByRole("textbox", { name: "Declared from" });
    await fireEvent.input(from, { target: { value: "soonish" } });
    await fireEvent.click(screen.getByRole("button", { name: "Count" }));
    expect(await screen.findByText(/“soonish” is not a moment in time/)).toBeTruthy();
    expect(screen.queryByText("8 incidents"), "old figures are not those of the limit").toBeNull();
    await fireEvent.input(from, { target: { value: "2027-01-01" } });
    await fireEvent.click(screen.getByRole("button", { name: "Count" }));
    await fireEvent.click(await screen.findByRole("button", { name: "Count all incidents" }));
    await waitFor(() => expect(screen.getByText("8 incidents")).toBeTruthy());
    await fireEvent.click(screen.getByRole("button", { name: /Export as CSV/ }));
    await waitFor(() => expect(intents).toEqual([{ intent: "export_metrics", filter: { from: "", to: "", severity: "", exercises: true }, path: "/home/kim/Metrics.md" }]));
    expect(await screen.findByText(/The metrics of 7 incidents are in it/)).toBeTruthy();
  });

  it("of cases stand before and after the go-live date, beside the baseline, the target and its action", { timeout: 60_000 }, async () => {
    render(App);
    await fireEvent.click(await screen.findByRole("tab", { name: "Cases" }));
    const table = await screen.findByRole("table", { name: "Metrics of cases" });
    expect(within(table).getByRole("row", { name: /Trigger to first human response.*45 min.*12 min/s })).toBeTruthy();
    expect(screen.getByText("40 cases; 2 cases of exercises are left out")).toBeTruthy();
    const detail = screen.getByRole("article", { name: "Trigger to first human response" });
    expect(within(detail).getByRole("img", { name: /by week, 8 weeks with 22 cases.*A line stands at 2026-02-16/ })).toBeTruthy();
    expect(within(detail).getByRole("row", { name: /Before, written down.*40.*45 min.*3 h.*the target is 15 min/ })).toBeTruthy();
    expect(within(detail).getByText("2 cases have no first human response")).toBeTruthy();
    await expectAccessible(document.body);
    await fireEvent.keyDown(within(table).getByRole("button", { name: "Trigger to first human response" }), { key: "ArrowDown", code: "ArrowDown" });
    expect(screen.getByText(/wanted is at least 60 %: too low/)).toBeTruthy();
    expect(screen.getByText(/To do, Automation Owner: Read 20 that were handed over/)).toBeTruthy();
    expect(within(table).getByText("below its target")).toBeTruthy();
    await fireEvent.click(within(table).getByRole("button", { name: "Escalation volume" }));
    expect(screen.getByRole("table", { name: "By rule" })).toBeTruthy();
  });

  it("of cases are counted by another go-live date and time, and are written as CSV", { timeout: 60_000 }, async () => {
    render(App);
    await fireEvent.click(await screen.findByRole("tab", { name: "Cases" }));
    await screen.findByRole("table", { name: "Metrics of cases" });
    const live = screen.getByRole("textbox", { name: "Live from" });
    await fireEvent.input(live, { target: { value: "2030-01-01" } });
    await fireEvent.click(screen.getByRole("button", { name: "Count" }));
    expect(await screen.findByText(/Nothing is compared before and after: fill in the go-live date/)).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: /Export as CSV/ }));
    await waitFor(() => expect(intents).toEqual([{ intent: "export_case_metrics", filter: { from: "", to: "", go_live: "2030-01-01", exercises: false }, path: "/home/kim/Metrics of cases.md" }]));
    const from = screen.getByRole("textbox", { name: "Opened from" });
    await fireEvent.input(from, { target: { value: "2027-01-01" } });
    await fireEvent.click(screen.getByRole("button", { name: "Count" }));
    await fireEvent.click(await screen.findByRole("button", { name: "Count all cases" }));
    expect(await screen.findByRole("table", { name: "Metrics of cases" })).toBeTruthy();
  });

  it("propose a threshold with the cases that it would have changed, and open them", { timeout: 60_000 }, async () => {
    render(App);
    await fireEvent.click(await screen.findByRole("tab", { name: "Cases" }));
    await fireEvent.click(await screen.findByRole("button", { name: "Thresholds of rules" }));
    const detail = await screen.findByRole("article", { name: "Thresholds of rules" });
    expect(within(detail).getByRole("row", { name: /Not sure enough 15 15 15 0 4 80 %, could be 86 %/ })).toBeTruthy();
    expect(within(detail).getByText(/too few to change a threshold by/)).toBeTruthy();
    expect(within(detail).getByText("confidence < 86")).toBeTruthy();
    await expectAccessible(document.body);
    await fireEvent.click(within(detail).getByRole("button", { name: "T-1007" }));
    expect(route.place).toEqual({ view: "document", document: "doc-support", section: "sec-tickets", row: "case-7" });
  });
});
