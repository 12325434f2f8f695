import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../../components/axe";
import type { Edit } from "../../../generated/Edit";
import type { Intent } from "../../../generated/Intent";
import type { OpenDocument } from "../../../generated/OpenDocument";
import { withValue } from "../local";
import { blockOf, column, openDocument, section } from "../fixtures";
import { commands } from "../../../session/commands.svelte";

let open: OpenDocument;
let sent: Intent[] = [];
const duty = { routed: "e", place: 1, words: "Tell the duty manager", ended_by: "", ended_at: "", ended_words: "" };
const edits = (): Edit[] => sent.flatMap((i) => (i.intent === "edit" ? i.edits : []));

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string }) => {
      if (query.query === "document") return { answer: "document", value: structuredClone(open) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      if (query.query === "row_notes") return { answer: "row_notes", value: [{ row: "r2", entry: { id: "e", event_at: "2026-03-11T13:00:00Z", text: "asked them", author: "Mai", corrected: null }, left: [duty] }] };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      if (intent.intent === "add_cases") return { saved_at: "2026-03-11T13:47:12Z", heads: [], ids: ["r9"], can_undo: true, can_redo: false, remarks: ["1 case was taken into “Requests” of “Plan”: C-1", "“order” has no column; it was kept with the case"] };
      const ids: string[] = [];
      for (const e of intent.intent === "edit" ? intent.edits : []) {
        if (e.edit === "set") open = { ...open, content: withValue(open.content, e.path, e.value) };
        if (e.edit !== "add_rows") continue;
        open = structuredClone(open);
        const block = open.content.sections[e.section]!.block;
        e.rows.forEach((cells, at) => {
          ids.push(`new${sent.length}-${at}`);
          block.rows = { ...block.rows, [ids.at(-1)!]: { pos: `9${sent.length}${at}`, cells } };
        });
      }
      return { saved_at: "2026-03-11T13:47:12Z", heads: [`h${sent.length}`], ids, can_undo: true, can_redo: false, remarks: [] };
    },
    events: async () => () => {},
    openLink: async () => {},
    pickOpenFiles: async () => ["/home/kim/cases.json"],
  },
}));

const { default: DocumentView } = await import("../DocumentView.svelte");
const choices = { o: { pos: "0", name: "Open", colour: "risk" }, d: { pos: "1", name: "Done", colour: "ok" } };
const make = (settings: Record<string, string> = {}, rule = ""): OpenDocument =>
  openDocument({
    t: section(
      "Requests",
      "table",
      blockOf(
        { no: column("No", "number", { key: "no" }), t: column("Task", "text"), s: column("State", "choice", { key: "state", choices, ...(rule ? { options: { "rule.a0": rule } } : {}) }) },
        [["1", "Beta", "o"], ["2", "Alpha", "d"], ["3", "Gamma", null]],
        settings,
      ),
    ),
  });
const tasks = (): string[] => [...document.querySelectorAll('[data-row] [data-column="1"]')].map((cell) => cell.textContent?.trim() ?? "");
const shown = async (): Promise<void> => {
  render(DocumentView, { document: "d" });
  await screen.findByText("Beta");
};

describe("a table", () => {
  beforeEach(() => {
    sent = [];
    Element.prototype.scrollIntoView = () => {};
    open = make();
  });

  it("sorts by its setting and leaves the stored order alone", async () => {
    open = make({ sort: "Task" });
    await shown();
    expect(tasks()).toEqual(["Alpha", "Beta", "Gamma"]);
    expect(sent, "looking writes nothing").toEqual([]);
    expect(screen.getByRole("columnheader", { name: /Task/ }).getAttribute("aria-sort")).toBe("ascending");
  });

  it("begins a new row in its first words, not in a number before them", async () => {
    open = openDocument({ t: section("Costs", "table", blockOf({ c: column("Cost", "number"), w: column("When", "date"), t: column("Task", "text") }, [["5", null, "Beta"]])) });
    await shown();
    await fireEvent.click(screen.getByRole("button", { name: "Add row" }));
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toBe("Task, row 2"));
  });

  it("says that a paste left its files alone", async () => {
    open = openDocument({ t: section("Proof", "table", blockOf({ t: column("Task", "text"), f: column("Evidence", "attachment") }, [["Beta", null]])) });
    await shown();
    await fireEvent.pointerDown(document.querySelector('[data-row="0"] [data-column="0"]')!, { button: 0 });
    const field = await waitFor(() => document.querySelector<HTMLTextAreaElement>('[data-row="0"] textarea')!);
    const event = new Event("paste", { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData: { getData: () => "Gamma\tphoto.png", files: [] } });
    field.dispatchEvent(event);
    expect(await screen.findByText(/Evidence holds files, not words: what was meant for it was left out/)).toBeTruthy();
    expect(edits()).toEqual([{ edit: "fill", path: "/sections/t/block/rows/r1/cells/t", words: "Gamma" }]);
  });

  it("stands under bands with counts that fold", async () => {
    open = make({ group: "state" });
    await shown();
    const band = screen.getByRole("button", { name: /Open\s*1/ });
    await fireEvent.click(band);
    expect(tasks()).toEqual(["Alpha", "Gamma"]);
    expect(band.getAttribute("aria-expanded")).toBe("false");
  });

  it("filters by a condition, says how many there are, and shows all again with Escape", async () => {
    await shown();
    await fireEvent.click(screen.getByRole("button", { name: "Filter" }));
    const value = await screen.findByLabelText("Value, condition 1");
    await fireEvent.change(value, { target: { value: "d" } });
    expect(screen.getByText("1 of 3 rows")).toBeTruthy();
    expect(tasks()).toEqual(["Alpha"]);
    await fireEvent.keyDown(value, { key: "Escape" });
    expect(tasks()).toHaveLength(3);
    expect(edits(), "a filter is nobody else's business").toEqual([]);
  });

  it("shows the look of a rule with its words", async () => {
    open = make({}, 'is Open => overdue edge words "late" row');
    await shown();
    expect(screen.getByText("late").closest("[data-look]")?.getAttribute("data-look")).toBe("overdue");
  });

  it("marks rows with notes and opens them below the row", async () => {
    await shown();
    const mark = await screen.findByRole("button", { name: "1 note to row 2" });
    await fireEvent.click(mark);
    expect(screen.getByText("asked them")).toBeTruthy();
    const field = screen.getByLabelText("Note to row 2");
    await fireEvent.input(field, { target: { value: "by phone" } });
    await fireEvent.click(screen.getByRole("button", { name: "Done: Tell the duty manager" }));
    await waitFor(() => expect(sent).toContainEqual({ intent: "end_case_duty", routed: "e", place: 1, words: "by phone" }));
    await fireEvent.input(field, { target: { value: "they answered" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(sent).toContainEqual({ intent: "note_row", document: "d", section: "t", row: "r2", text: "they answered" }));
    await fireEvent.keyDown(field, { key: "Escape" });
    expect(screen.queryByText("asked them"), "Escape goes back to the row").toBeNull();
  });

  it("adds a row with the next number and goes where one writes", async () => {
    await shown();
    await fireEvent.click(screen.getByRole("button", { name: "Add row" }));
    await waitFor(() => expect(edits()).toEqual([{ edit: "add_rows", section: "t", after: "r3", rows: [{ no: "4" }] }]));
  });

  it("says why a sorted row cannot be moved by hand", async () => {
    open = make({ sort: "Task" });
    await shown();
    await fireEvent.pointerDown(document.querySelector('[data-row="0"] [data-column="1"]')!, { button: 0 });
    await tick();
    await fireEvent.keyDown(document.querySelector('[data-column] textarea')!, { key: "ArrowDown", altKey: true });
    expect(await screen.findByText(/Sorted by Task/)).toBeTruthy();
    expect(edits()).toEqual([]);
  });

  it("offers to add the columns that a wide paste would lose", async () => {
    await shown();
    await fireEvent.pointerDown(document.querySelector('[data-row="0"] [data-column="2"]')!, { button: 0 });
    await tick();
    const paste = new Event("paste", { bubbles: true, cancelable: true });
    Object.assign(paste, { clipboardData: { getData: () => "Done\tmore\nOpen\tx" } });
    await fireEvent(document.querySelector("[data-column] textarea")!, paste);
    const offer = await screen.findByRole("group", { name: "Paste" });
    expect(within(offer).getByRole("alert").textContent).toContain("1 column would be lost");
    expect(edits(), "nothing is written before the answer").toEqual([]);
    await fireEvent.click(within(offer).getByRole("button", { name: "Leave it out" }));
    await waitFor(() => expect(edits()).toEqual([
      { edit: "fill", path: "/sections/t/block/rows/r1/cells/s", words: "Done" },
      { edit: "fill", path: "/sections/t/block/rows/r2/cells/s", words: "Open" },
    ]));
  });
});

describe("a board", () => {
  beforeEach(() => {
    sent = [];
    Element.prototype.scrollIntoView = () => {};
    open = make({ layout: "board" });
  });
  const card = (text: string): HTMLElement => screen.getByText(text).closest<HTMLElement>("[data-card]")!;

  it("moves a card with the keyboard and says where to", async () => {
    await shown();
    await fireEvent.keyDown(card("Beta"), { key: "ArrowRight", altKey: true });
    await waitFor(() => expect(edits()).toEqual([{ edit: "set", path: "/sections/t/block/rows/r1/cells/s", value: "d" }]));
    expect(await screen.findByText(/Moved to Done/)).toBeTruthy();
    expect(within(screen.getByRole("region", { name: /^Done, 2 cards/ })).getByText("Beta")).toBeTruthy();
  });

  it("opens a card with Enter as a form, and Escape goes back to it", async () => {
    await shown();
    await fireEvent.keyDown(card("Beta"), { key: "Enter" });
    const panel = await screen.findByRole("complementary", { name: "No 1" });
    expect(within(panel).getByRole("grid", { name: "No 1" })).toBeTruthy();
    await fireEvent.click(within(panel).getByRole("button", { name: "Close" }));
    await waitFor(() => expect(document.activeElement).toBe(card("Beta")));
  });

  it("adds a card to a lane, with its value and number", async () => {
    await shown();
    await fireEvent.click(screen.getByRole("button", { name: "Add a card to Done" }));
    await waitFor(() => expect(edits()).toEqual([{ edit: "add_rows", section: "t", after: "r2", rows: [{ s: "d", no: "4" }] }]));
  });

  it("and the list are accessible", async () => {
    await shown();
    await expectAccessible(document.body.querySelector('[data-section="t"]')!);
    open = make({ group: "state", sort: "Task" });
    document.body.innerHTML = "";
    render(DocumentView, { document: "d" });
    await waitFor(() => expect(tasks()).toHaveLength(3));
    await fireEvent.click(screen.getByRole("button", { name: "Filter" }));
    await expectAccessible(document.body.querySelector('[data-section="t"]')!);
  });
});

describe("a table of cases", () => {
  beforeEach(() => {
    sent = [];
    Element.prototype.scrollIntoView = () => {};
    open = make({ preset: "tickets" });
  });
  const block = (): HTMLElement => document.querySelector('[data-section="t"] .block')!;
  const taken = (): Intent | undefined => sent.find((i) => i.intent === "add_cases");

  it("takes dropped files in and says what became of them", async () => {
    await shown();
    screen.getByText("Beta").dispatchEvent(new CustomEvent("filedrop", { bubbles: true, detail: { paths: ["/home/kim/cases.json", "/home/kim/more"], x: 1, y: 1 } }));
    const report = await screen.findByRole("status", { name: "Intake of cases into Requests" });
    await within(report).findByText(/1 case was taken into/);
    expect(within(report).getByText(/“order” has no column/)).toBeTruthy();
    expect(taken()).toEqual({
      intent: "add_cases",
      document: "d",
      section: "t",
      files: [{ from: "path", path: "/home/kim/cases.json" }, { from: "path", path: "/home/kim/more" }],
    });
    await expectAccessible(block());
    await fireEvent.click(within(report).getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("status", { name: "Intake of cases into Requests" })).toBeNull();
  });

  it("takes files of the page as bytes", async () => {
    await shown();
    const file = new File(['{"id": "C-1"}'], "case.json");
    await fireEvent.drop(block(), { dataTransfer: { files: [file], types: ["Files"] } });
    await waitFor(() => expect(taken()).toMatchObject({ files: [{ from: "bytes", file_name: "case.json", base64: btoa('{"id": "C-1"}') }] }));
  });

  it("offers it in its menu, and other tables leave files alone", async () => {
    await shown();
    await fireEvent.click(screen.getByRole("button", { name: "Table Requests" }));
    await fireEvent.click(await screen.findByRole("menuitem", { name: "Take cases in…" }));
    await waitFor(() => expect(taken()).toMatchObject({ files: [{ from: "path", path: "/home/kim/cases.json" }] }));
    sent = [];
    open = make();
    document.body.innerHTML = "";
    await shown();
    screen.getByText("Beta").dispatchEvent(new CustomEvent("filedrop", { bubbles: true, detail: { paths: ["/a.json"], x: 1, y: 1 } }));
    await fireEvent.click(screen.getByRole("button", { name: "Table Requests" }));
    await screen.findByRole("menuitem", { name: "Import CSV…" });
    expect(screen.queryByRole("menuitem", { name: "Take cases in…" })).toBeNull();
    expect(taken()).toBeUndefined();
  });

  it("offers to show all columns right after the one where the person was is hidden", async () => {
    await shown();
    const cell = document.querySelector<HTMLElement>('[data-row="0"] [data-column="1"]')!;
    await fireEvent.pointerDown(cell);
    await waitFor(() => expect(cell.contains(document.activeElement)).toBe(true));
    // Opening the palette takes the focus away.
    (document.activeElement as HTMLElement).blur();
    await waitFor(() => expect(commands.run("table.hide-column")).toBe(true));
    await waitFor(() => expect(tasks()).not.toContain("Beta"));
    expect(commands.run("table.hide-column"), "no column is meant any more").toBe(false);
    expect(commands.run("table.show-columns")).toBe(true);
    await waitFor(() => expect(tasks()).toContain("Beta"));
  });

  it("offers its filter and the import of rows in the palette", async () => {
    await shown();
    const cell = document.querySelector<HTMLElement>('[data-row="0"] [data-column="1"]')!;
    await fireEvent.pointerDown(cell);
    await waitFor(() => expect(cell.contains(document.activeElement)).toBe(true));
    (document.activeElement as HTMLElement).blur();
    await waitFor(() => expect(commands.run("table.filter")).toBe(true));
    await waitFor(() => expect(document.querySelector(".filter select")).toBeTruthy());
    expect(commands.run("table.filter"), "it is filtered already").toBe(false);
    expect(commands.run("table.filter-none")).toBe(true);
    await waitFor(() => expect(document.querySelector(".filter")).toBeNull());
    const click = vi.spyOn(screen.getByLabelText<HTMLInputElement>("CSV file for Requests"), "click");
    expect(commands.run("table.import-csv")).toBe(true);
    await waitFor(() => expect(click).toHaveBeenCalledTimes(1));
    commands.run("document.read");
    expect(commands.run("table.import-csv"), "of who only reads").toBe(false);
  });
});
