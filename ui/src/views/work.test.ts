import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { intents } from "../../dev/transport";
import { fillWork } from "../../dev/work";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

beforeEach(() => {
  intents.length = 0;
  fillWork("typical");
});

const list = (): Promise<HTMLElement> => screen.findByRole("list", { name: "Open incidents and cases" });
const press = (key: string, code: string, more = {}): Promise<boolean> => fireEvent.keyDown(document.body, { key, code, ...more });

describe("the overview", () => {
  it("opens with G O and on cases with G K, and leads to the row of a case and to the board of an incident", { timeout: 30_000 }, async () => {
    route.go({ view: "log" });
    render(App);
    await screen.findByRole("heading", { name: "Log" });
    await press("g", "KeyG");
    await press("o", "KeyO");
    const rows = within(await list()).getAllByRole("link");
    expect(rows).toHaveLength(7);
    expect(within(rows[0]!).getByText("Breached")).toBeTruthy();
    expect(within(rows[0]!).getByText("20:12"), "counted up since 14:27").toBeTruthy();
    expect(within(rows[5]!).getByText("for 1 h 37 min")).toBeTruthy();
    expect(within(await list()).getByText(/Missing data, for/)).toBeTruthy();
    await expectAccessible(document.body);
    await press("g", "KeyG");
    await press("k", "KeyK");
    await waitFor(async () => expect(within(await list()).getAllByRole("link")).toHaveLength(6));
    const first = within(await list()).getAllByRole("link")[0]!;
    first.focus();
    await fireEvent.keyDown(first, { key: "ArrowDown", code: "ArrowDown" });
    expect(document.activeElement?.textContent).toContain("C-121");
    await fireEvent.keyDown(first, { key: "Enter", code: "Enter" });
    expect(route.place).toEqual({ view: "document", document: "doc-support", section: "s-tickets", row: "r-1" });
  });

  it("is filtered and grouped, and says so when nothing fits", { timeout: 30_000 }, async () => {
    route.go({ view: "incidents" });
    render(App);
    await list();
    await fireEvent.change(screen.getByRole("combobox", { name: "Group" }), { target: { value: "stand" } });
    expect(screen.getByRole("heading", { name: /^Breached\s*2$/ })).toBeTruthy();
    await fireEvent.change(screen.getByRole("combobox", { name: "Owner" }), { target: { value: "" } });
    await waitFor(async () => expect(within(await list()).getAllByRole("link")).toHaveLength(1));
    await fireEvent.input(screen.getByRole("textbox", { name: "Find" }), { target: { value: "nothing like it" } });
    await fireEvent.click((await screen.findAllByRole("button", { name: "Show all" }))[1]!);
    await waitFor(async () => expect(within(await list()).getAllByRole("link")).toHaveLength(7));
  });

  it("declares an incident from chosen cases, with what they say proposed", { timeout: 30_000 }, async () => {
    route.go({ view: "incidents", show: "cases" });
    render(App);
    await list();
    const row = within(await list()).getAllByRole("link")[0]!;
    await fireEvent.keyDown(row, { key: " ", code: "Space" });
    await fireEvent.click(screen.getByRole("checkbox", { name: "Choose C-121" }));
    const bar = screen.getByRole("region", { name: "Chosen cases" });
    expect(within(bar).getByText("2 cases chosen")).toBeTruthy();
    await fireEvent.click(within(bar).getByRole("button", { name: "Declare an incident from these cases" }));
    const form = await screen.findByRole("form", { name: "Declare an incident" });
    await waitFor(() => expect((within(form).getByLabelText("What is happening") as HTMLInputElement).value).toBe("Card refused three times"));
    expect(within(form).getByText(/2 cases become part of it, from 2 customers/)).toBeTruthy();
    await fireEvent.click(within(form).getByRole("radio", { name: /SEV2/ }));
    await fireEvent.click(within(form).getByRole("button", { name: "Declare" }));
    await waitFor(() => expect(intents[0]).toMatchObject({ intent: "declare", also: { cases: [{ document: "doc-support", row: "r-1" }, { document: "doc-support", row: "r-2" }] } }));
  });

  it("links cases, says why not, and takes them out with a reason", { timeout: 30_000 }, async () => {
    route.go({ view: "incidents", show: "cases" });
    render(App);
    await list();
    await fireEvent.click(screen.getByRole("checkbox", { name: "Choose C-122" }));
    await fireEvent.click(screen.getByRole("button", { name: "Link to an incident…" }));
    await fireEvent.click(screen.getByRole("button", { name: "Link" }));
    expect(await screen.findByText(/C-122 is part of INC-2040 already/)).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: /^Choose none/ }));
    await fireEvent.click(screen.getByRole("checkbox", { name: "Choose C-101" }));
    await fireEvent.click(screen.getByRole("button", { name: "Take out of INC-2041…" }));
    await fireEvent.input(screen.getByRole("textbox", { name: "Why they are no part of it" }), { target: { value: "Another fault" } });
    await fireEvent.click(screen.getByRole("button", { name: "Take out" }));
    await waitFor(() => expect(intents.at(-1)).toEqual({ intent: "case", what: "unlink", cases: [{ document: "doc-support", row: "r-5" }], reason: "Another fault" }));
    await fireEvent.click(screen.getByRole("button", { name: "Input required…" }));
    await fireEvent.click(screen.getByRole("button", { name: "Start its clock" }));
    await waitFor(() => expect(intents.at(-1)).toEqual({ intent: "case", what: "ask_input", case: { document: "doc-support", row: "r-5" }, reason: "Human review" }));
  });

  it("moves a card to another status with a key, as an edit that is undone", { timeout: 30_000 }, async () => {
    route.go({ view: "incidents", show: "board" });
    render(App);
    const lane = await screen.findByRole("region", { name: "New, 1 case" });
    await expectAccessible(document.body);
    await fireEvent.keyDown(within(lane).getByRole("button", { name: /C-122/ }), { key: "ArrowRight", code: "ArrowRight", altKey: true });
    await waitFor(() => expect(intents[0]).toEqual({ intent: "edit", document: "doc-support", heads: [], edits: [{ edit: "set", path: "/sections/s-tickets/block/rows/r-3/cells/c-status", value: "in-progress" }] }));
    expect(await screen.findByRole("region", { name: "In progress, 3 cases" })).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: /^Undo/ }));
    await waitFor(() => expect(intents.at(-1)).toEqual({ intent: "undo", document: "doc-support" }));
    expect(await screen.findByRole("region", { name: "New, 1 case" })).toBeTruthy();
  });

  it("shows how the tables stand, and what to do where there is none", { timeout: 30_000 }, async () => {
    route.go({ view: "incidents", show: "queues" });
    const { unmount } = render(App);
    const table = await screen.findByRole("table", { name: "How the tables of cases stand" });
    expect(within(table).getByRole("row", { name: /Support queue 5 .* 1 0 1 1$/ })).toBeTruthy();
    await expectAccessible(document.body);
    unmount();
    fillWork("empty");
    route.go({ view: "incidents", show: "cases" });
    render(App);
    expect(await screen.findByText(/No document has a table of cases/)).toBeTruthy();
  });

  it("draws of ten thousand cases only those on screen", { timeout: 60_000 }, async () => {
    fillWork("full");
    route.go({ view: "incidents", show: "cases" });
    render(App);
    const drawn = within(await list()).getAllByRole("link");
    expect(drawn.length).toBeLessThan(200);
    expect(drawn[0]?.parentElement?.getAttribute("aria-setsize")).toBe("10000");
  });
});
