import { fireEvent, render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { describe, expect, it, vi } from "vitest";
import { expectAccessible } from "./axe";
import Button from "./Button.svelte";
import Checkbox from "./Checkbox.svelte";
import ClockChip from "./ClockChip.svelte";
import Combobox from "./Combobox.svelte";
import CommandPalette from "./CommandPalette.svelte";
import Dialog from "./Dialog.svelte";
import DueBar from "./DueBar.svelte";
import EmptyState from "./EmptyState.svelte";
import FindingItem from "./FindingItem.svelte";
import FindingMark from "./FindingMark.svelte";
import Hero from "./Hero.svelte";
import IconButton from "./IconButton.svelte";
import Input from "./Input.svelte";
import PersonChip from "./PersonChip.svelte";
import Problem from "./Problem.svelte";
import Rail from "./Rail.svelte";
import Segmented from "./Segmented.svelte";
import Select from "./Select.svelte";
import SeverityTag from "./SeverityTag.svelte";
import SidePanel from "./SidePanel.svelte";
import Tabs from "./Tabs.svelte";
import Tape from "./Tape.svelte";
import Toast from "./Toast.svelte";
import type { ClockFace } from "./clock";

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));
const now = Date.parse("2026-03-11T13:47:12Z");
const face = (id: string, seconds: number): ClockFace => ({
  id,
  subject: `${id}’ update`,
  deadline: now + seconds * 1000,
  riskFrom: now + (seconds - 180) * 1000,
  rank: 0,
  detail: "Promised for 14:44:41",
});

describe("what a person without a mouse or without sight meets", () => {
  it.each([
    ["Button", () => render(Button, { children: words("Write"), keys: ["W"], icon: "comms" })],
    ["IconButton", () => render(IconButton, { icon: "undo", label: "Undo" })],
    ["Input", () => render(Input, { label: "Title", showLabel: true, error: "Give it a title" })],
    ["Select", () => render(Select, { label: "Language", value: "en", options: [{ value: "en", label: "English" }] })],
    ["Segmented", () => render(Segmented, { label: "Theme", value: "a", options: [{ value: "a", label: "A" }, { value: "b", label: "B" }] })],
    ["SidePanel with its tabs", () => render(SidePanel, { label: "Panel", value: "a", tabs: [{ value: "a", label: "Log" }, { value: "b", label: "Findings", count: 3 }], children: words("entries") })],
    ["Checkbox", () => render(Checkbox, { label: "Done", hideLabel: true })],
    ["Combobox", () => render(Combobox, { label: "Owner", value: "", options: [{ value: "1", label: "Mai" }] })],
    ["ClockChip", () => render(ClockChip, { face: face("Executives", -151), now })],
    ["Hero", () => render(Hero, { faces: [face("Executives", -151), face("Staff", 100), face("Customers", 500)], now, calm: "Nothing is due." })],
    ["DueBar", () => render(DueBar, { faces: [face("Executives", -151)], now, saved: "14:47:09" })],
    ["FindingItem", () => render(FindingItem, { level: "error", title: "No A", rule: "R-H1", place: "Contact vendor", message: "Nobody is accountable." })],
    ["FindingMark", () => render(FindingMark, { level: "warning", count: 3 })],
    ["PersonChip", () => render(PersonChip, { name: "Nguyễn Thị Mai", short: true })],
    ["SeverityTag", () => render(SeverityTag, { severity: "SEV1" })],
    ["EmptyState", () => render(EmptyState, { sentence: "Nothing is here yet." })],
    ["Problem", () => render(Problem, { message: "It did not work.", onclose: () => {} })],
    ["Toast", () => render(Toast, { message: "Fixed", onundo: () => {}, onclose: () => {} })],
    ["Tape", () => render(Tape, { marks: [], now, zone: "Europe/Berlin" })],
    ["Rail", () => render(Rail, { groups: [[{ id: "board", label: "Board", icon: "board" as const, count: 2 }]], current: "board", hints: [{ label: "All keys", keys: ["?"] }], onopen: () => {} })],
    ["Dialog", () => render(Dialog, { open: true, title: "Export", description: "Action plan", children: words("text") })],
    ["CommandPalette", () => render(CommandPalette, { open: true, items: [{ id: "a", group: "Commands", label: "Board" }], onrun: () => {} })],
  ])("%s has names and roles", async (_, show) => {
    show();
    await expectAccessible(document.body);
  });
});

describe("the clocks", () => {
  it("say their state in words beside the colour", () => {
    render(ClockChip, { face: face("Executives", -151), now });
    expect(screen.getByText("Overdue")).toBeTruthy();
    expect(screen.getByRole("timer").textContent).toBe("02:31");
  });
  it("count what the due bar has no room for", () => {
    render(DueBar, { faces: [face("A", -1), face("B", 100), face("C", 200)], now, saved: null });
    // jsdom has no width, so the bar shows its lead only.
    expect(screen.getByText("+ 2 more")).toBeTruthy();
  });
  it("claim nothing is saved before a commit", () => {
    render(DueBar, { faces: [], now, saved: null });
    expect(screen.queryByText(/Saved/)).toBeNull();
  });
  it("say that something is not saved rather than when something was", () => {
    render(DueBar, { faces: [], now, saved: "14:47:09", unsaved: "Not saved" });
    expect(screen.getByText("Not saved")).toBeTruthy();
    expect(screen.queryByText(/Saved 14/)).toBeNull();
  });
});

describe("the palette", () => {
  const items = [
    { id: "1", group: "Commands", label: "Go to the board" },
    { id: "2", group: "People", label: "Nguyễn Thị Mai" },
    { id: "3", group: "People", label: "Emre Yılmaz" },
  ];
  it("finds without accents and runs with Enter", async () => {
    const onrun = vi.fn();
    render(CommandPalette, { open: true, items, onrun });
    const field = screen.getByRole("combobox");
    await fireEvent.input(field, { target: { value: "nguyen" } });
    expect(screen.getAllByRole("option")).toHaveLength(1);
    await fireEvent.keyDown(field, { key: "Enter" });
    expect(onrun).toHaveBeenCalledWith("2");
  });
  it("moves with the arrow keys, round the end", async () => {
    const onrun = vi.fn();
    render(CommandPalette, { open: true, items, onrun });
    const field = screen.getByRole("combobox");
    await fireEvent.keyDown(field, { key: "ArrowUp" });
    await fireEvent.keyDown(field, { key: "Enter" });
    expect(onrun).toHaveBeenCalledWith("3");
  });
  it("leaves Enter to an input method that composes", async () => {
    const onrun = vi.fn();
    render(CommandPalette, { open: true, items, onrun });
    await fireEvent.keyDown(screen.getByRole("combobox"), { key: "Enter", isComposing: true });
    expect(onrun).not.toHaveBeenCalled();
  });
});

describe("the toast", () => {
  it("goes after its time, and stays while it is looked at", async () => {
    vi.useFakeTimers();
    const onclose = vi.fn();
    render(Toast, { message: "Fixed", onundo: () => {}, onclose });
    await fireEvent.pointerEnter(screen.getByRole("status"));
    vi.advanceTimersByTime(20_000);
    expect(onclose, "it is under the pointer").not.toHaveBeenCalled();
    await fireEvent.pointerLeave(screen.getByRole("status"));
    vi.advanceTimersByTime(6_000);
    expect(onclose).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });
});

it("moves between tabs with the arrow keys and keeps one of them in the tab order", async () => {
  render(Tabs, { label: "Panel", value: "a", panel: "p", tabs: [{ value: "a", label: "Log" }, { value: "b", label: "Findings" }] });
  await fireEvent.keyDown(screen.getByRole("tab", { name: "Log" }), { key: "ArrowRight" });
  const findings = screen.getByRole("tab", { name: "Findings" });
  expect(findings.getAttribute("aria-selected")).toBe("true");
  expect(screen.getAllByRole("tab").filter((tab) => tab.tabIndex === 0)).toEqual([findings]);
});
