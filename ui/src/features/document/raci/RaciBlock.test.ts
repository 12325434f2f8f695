import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../../components/axe";
import type { Card } from "../../../generated/Card";
import type { Edit } from "../../../generated/Edit";
import type { FindingRow } from "../../../generated/FindingRow";
import type { Intent } from "../../../generated/Intent";
import type { OpenDocument } from "../../../generated/OpenDocument";
import type { Value } from "../../../generated/Value";
import { blockOf, column, openDocument, section } from "../fixtures";
import { withValue } from "../local";
import { many } from "../model";
import { commands } from "../../../session/commands.svelte";
import { toasts } from "../../../session/toast.svelte";

let open: OpenDocument;
let cards: Card[] = [];
let sent: Intent[] = [];
/** What a change waits for before it is committed. */
let gate: Promise<void> | null = null;
let remarks: string[] = [];
const edits = (): Edit[] => sent.flatMap((i) => (i.intent === "edit" ? i.edits : []));

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string }) => {
      if (query.query === "document") return { answer: "document", value: structuredClone(open) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      if (query.query === "overview") return { answer: "overview", value: { zone: "UTC", me: "Mai", me_id: "p-mai", incidents: [], now: "2026-03-11T13:47:12Z", clock_runs: false, saved_at: "" } };
      if (query.query === "card") return { answer: "card", value: cards };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      await gate;
      if (intent.intent === "edit") for (const e of intent.edits) if (e.edit === "set") open = { ...open, content: withValue(open.content, e.path, e.value) };
      return { saved_at: "2026-03-11T13:47:12Z", heads: [`h${sent.length}`], ids: [], can_undo: true, can_redo: false, remarks };
    },
    events: async () => () => {},
    openLink: async () => {},
  },
}));

const { cache } = await import("../../../backend");
const { default: DocumentView } = await import("../DocumentView.svelte");

const finding = (rule: string, row: string | null, of: string | null, title: string, fix: string | null = null): FindingRow => ({ rule, level: "error", document: "d", document_title: "", section: "m", row, column: of, place: "", title, message: "Why.", fix });

function matrix(roles: string[], rows: [string, string, ...(Value | null)[]][], settings: Record<string, Value> = {}): OpenDocument {
  const columns = Object.fromEntries(roles.map((name, at) => [`c${at}`, column(name, "letters", { options: { kind: "human", person: at === 0 ? "Mai" : "" } })]));
  const made = openDocument({ m: section("Matrix", "raci", blockOf({ s: column("Stage", "text", { key: "stage" }), a: column("Activity", "text", { key: "activity" }), ...columns }, rows, settings)) });
  return { ...made, summary: { ...made.summary, template: "raci-major-incident" } };
}
const cells = "/sections/m/block/rows";
const small = (settings: Record<string, Value> = {}): OpenDocument =>
  matrix(["Commander", "Operations"], [["Declare", "Declare incident", many(["A", "R"]), "C"], ["Restore", "Contact vendor", "I", { R: "by phone" }], ["Declare", "Set severity", "A", "R"]], settings);

async function shown(): Promise<void> {
  render(DocumentView, { document: "d" });
  await screen.findByRole("grid", { name: "RACI matrix" });
}
const cellAt = (row: number, at: number): HTMLElement => document.querySelector<HTMLElement>(`[data-row="${row}"] [data-column="${at}"]`)!;
async function go(row: number, at: number): Promise<HTMLElement> {
  await fireEvent.pointerDown(cellAt(row, at));
  await waitFor(() => expect(document.activeElement).toBe(cellAt(row, at)));
  return cellAt(row, at);
}
const press = (key: string, more: Record<string, unknown> = {}): Promise<boolean> => fireEvent.keyDown(document.activeElement!, { key, code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key, ...more });
async function paste(text: string): Promise<void> {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  document.activeElement!.dispatchEvent(event);
  await tick();
}
const view = (name: RegExp): Promise<boolean> => fireEvent.click(within(screen.getByRole("radiogroup", { name: "View" })).getByRole("radio", { name }));

// The accessibility rules look at hundreds of cells, which takes long on a busy machine.
describe("a RACI matrix", { timeout: 90_000 }, () => {
  beforeEach(async () => {
    sent = [];
    gate = null;
    remarks = [];
    cards = [];
    Element.prototype.scrollIntoView = () => {};
    open = small();
    await cache.overview.load();
  });

  it("sets a letter by its key, clears by Space, and moves by arrows", async () => {
    await shown();
    await go(0, 1);
    await press("a");
    await waitFor(() => expect(cellAt(0, 1).getAttribute("aria-label")).toBe("Operations: A C"));
    await press(" ");
    await waitFor(() => expect(cellAt(0, 1).getAttribute("aria-label")).toBe("Operations: empty"));
    await press("ArrowDown");
    await waitFor(() => expect(document.activeElement).toBe(cellAt(1, 1)));
  });

  it("adds a letter that is pressed right after the cell was emptied, before that is saved", async () => {
    await shown();
    await go(1, 1);
    let open = (): void => {};
    gate = new Promise((resolve) => (open = resolve));
    await press(" ");
    await press("r");
    open();
    await waitFor(() => expect(sent.length).toBe(2));
    await waitFor(() => expect(cellAt(1, 1).getAttribute("aria-label")).toBe("Operations: R"));
  });

  it("judges a letter by the one pressed before it in a selection, before that is saved", async () => {
    await shown();
    await go(0, 0);
    await press("ArrowRight", { shiftKey: true });
    let open = (): void => {};
    gate = new Promise((resolve) => (open = resolve));
    await press("i");
    await waitFor(() => expect(cellAt(0, 1).getAttribute("aria-label")).toBe("Operations: C I"));
    await press("i");
    open();
    await waitFor(() => expect(sent.length).toBe(2));
    await waitFor(() => expect(cellAt(0, 1).getAttribute("aria-label"), "given and taken back").toBe("Operations: C"));
    expect(cellAt(0, 0).getAttribute("aria-label")).toBe("Commander: A R");
  });

  it("gives a letter to a whole activity that is selected, whose keys end at its name", async () => {
    await shown();
    await go(0, 1);
    await press(" ", { shiftKey: true });
    await waitFor(() => expect(screen.getByText("1 activity by 3 columns selected")).toBeTruthy());
    await press("i");
    await waitFor(() => expect(cellAt(0, 1).getAttribute("aria-label")).toBe("Operations: C I"));
    expect(cellAt(0, 0).getAttribute("aria-label")).toBe("Commander: A R I");
    await press("Enter");
    const menu = await screen.findByRole("menu");
    await fireEvent.click(within(menu).getByRole("menuitem", { name: /Informed/ }));
    await waitFor(() => expect(cellAt(0, 1).getAttribute("aria-label")).toBe("Operations: C"));
    await press(" ");
    await waitFor(() => expect(cellAt(0, 1).getAttribute("aria-label"), "Space empties it").toBe("Operations: empty"));
    expect(cellAt(0, -1).textContent, "and keeps the name").toContain("Declare incident");
  });

  it("offers no letter for activities alone", async () => {
    await shown();
    await go(0, -1);
    await press("ArrowDown", { shiftKey: true });
    await waitFor(() => expect(screen.getByText("2 activities by 1 column selected")).toBeTruthy());
    expect(commands.available.filter((command) => command.id.startsWith("raci.m.letter"))).toEqual([]);
    await press("i");
    expect(sent).toEqual([]);
  });

  it("gives a letter to all that is selected in one step, copies it as a table, and empties it", async () => {
    await shown();
    await go(0, 0);
    await press("ArrowDown", { shiftKey: true });
    await press("ArrowRight", { shiftKey: true });
    await waitFor(() => expect(screen.getByText("2 activities by 2 columns selected")).toBeTruthy());
    expect(cellAt(1, 1).getAttribute("aria-selected")).toBe("true");
    expect(cellAt(2, 1).getAttribute("aria-selected")).toBe("false");
    const copied: Record<string, string> = {};
    const event = new Event("copy", { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData: { setData: (type: string, text: string) => (copied[type] = text) } });
    document.activeElement!.dispatchEvent(event);
    expect(copied["text/plain"], "as a spreadsheet takes it").toBe("A/R\tC\nA\tR");
    expect(copied["text/html"]).toContain("<td");
    await press("i");
    await waitFor(() => expect(cellAt(1, 1).getAttribute("aria-label")).toMatch(/^Operations: R I/));
    expect(sent.filter((i) => i.intent === "edit"), "one step, which one undo takes back").toHaveLength(1);
    await press("Delete");
    await waitFor(() => expect(cellAt(0, 0).getAttribute("aria-label")).toBe("Commander: empty"));
    await press("Escape");
    await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
    expect(document.activeElement, "the person stays where they are").toBe(cellAt(1, 1));
  });

  it("offers in the palette what its keys do, for the cell where the person was", async () => {
    await shown();
    const named = (): string[] => commands.available.filter((command) => command.id.startsWith("raci.")).map((command) => command.name);
    expect(named(), "no cell yet").not.toContain("Give or take the letter A, Accountable");
    await go(0, 1);
    expect(named()).toContain("Give or take the letter A, Accountable");
    // Opening the palette takes the focus away.
    (document.activeElement as HTMLElement).blur();
    commands.run("raci.m.letter.A");
    await waitFor(() => expect(cellAt(0, 1).getAttribute("aria-label")).toBe("Operations: A C"));
    await waitFor(() => expect(document.activeElement, "and it goes on there").toBe(cellAt(0, 1)));
  });

  it("offers the letters in a menu and gives the keyboard back to the cell", async () => {
    await shown();
    await go(0, 1);
    await press("Enter");
    const menu = await screen.findByRole("menu");
    expect(within(menu).getAllByRole("menuitem").map((item) => item.textContent?.replace(/\s+/g, " ").trim())).toEqual(["R Responsible R", "A Accountable A", "C Consulted C", "I Informed I", "Note on the letter… N", "Clear Space", "Fill down CtrlD"]);
    await fireEvent.click(within(menu).getByRole("menuitem", { name: /Informed/ }));
    await waitFor(() => expect(cellAt(0, 1).getAttribute("aria-label")).toBe("Operations: C I"));
    await waitFor(() => expect(document.activeElement).toBe(cellAt(0, 1)));
  });

  it("writes a note on a letter with N, shows it at the cell, and Enter goes back", async () => {
    await shown();
    await go(2, 1);
    expect(cellAt(2, 1).getAttribute("aria-label"), "its note is read out").toBe("Operations: R, note by phone");
    await press("n");
    const field = await screen.findByLabelText<HTMLInputElement>("Note for this cell");
    await waitFor(() => expect(document.activeElement).toBe(field));
    await fireEvent.input(field, { target: { value: "only at night" } });
    await press("Enter");
    await waitFor(() => expect(edits()).toContainEqual({ edit: "set", path: `${cells}/r2/cells/c1/R`, value: "only at night" }));
    await waitFor(() => expect(document.activeElement).toBe(cellAt(2, 1)));
    await go(0, 0);
    await press(" ");
    await waitFor(() => expect(cellAt(0, 0).getAttribute("aria-label")).toBe("Commander: empty"));
    expect(document.activeElement, "an edit does not lead back to where the note was").toBe(cellAt(0, 0));
    await press("n");
    expect(await screen.findByText(/A note belongs to a letter/)).toBeTruthy();
  });

  it("takes a note that begins like a place in an order, letter by letter", async () => {
    await shown();
    await go(2, 1);
    await press("n");
    const field = await screen.findByLabelText<HTMLInputElement>("Note for this cell");
    for (const typed of ["8", "80", "80 %"]) {
      await fireEvent.input(field, { target: { value: typed } });
      await tick();
      expect(field.value, "nothing typed is taken away").toBe(typed);
    }
  });

  it("draws a scheme that names a letter twice, the first as it is", async () => {
    open = small({ scheme: "Ours", letters: "A=Answers:decides;R=Runs:works;A=Again:informed" });
    await shown();
    expect(screen.getAllByText(/^(Answers|Again)/).map((e) => e.textContent?.trim())).toContain("A Answers, exactly one");
    await go(0, 1);
    await press("Enter");
    expect(within(await screen.findByRole("menu")).getAllByRole("menuitem")).toHaveLength(5);
  });

  it("shows a finding at its row and cell, and F applies the fix", async () => {
    open.findings = [finding("R-H1", "r2", null, "Contact vendor has no A", "Make Kim A and R"), finding("R-AI1", "r2", "c1", "Operations answers for Contact vendor")];
    await shown();
    const row = cellAt(2, -1);
    expect(row.textContent).toContain("No A, and 1 more");
    expect(cellAt(2, 1).getAttribute("aria-label")).toContain("Operations answers for Contact vendor");
    await go(2, 1);
    await press("f");
    await waitFor(() => expect(sent).toContainEqual({ intent: "apply_fix", document: "d", rule: "R-H1", section: "m", row: "r2", column: null }));
    await view(/Gaps/);
    expect(screen.getByRole("radio", { name: /Gaps/ }).closest("label")?.textContent).toContain("2");
    await expectAccessible(document.querySelector(".raci")!);
  });

  it("says by role, by stage and in gaps what it holds, and leads back to the cell", async () => {
    await shown();
    await view(/By role/);
    expect(screen.getByRole("heading", { name: /Commander/ }).textContent).toContain("Mai");
    expect(screen.getByText("decides 2 · works on 1")).toBeTruthy();
    await expectAccessible(document.querySelector(".raci")!);
    await view(/By stage/);
    const restore = screen.getByRole("table", { name: /Restore/ });
    expect(within(restore).getByText("nobody")).toBeTruthy();
    await expectAccessible(document.querySelector(".raci")!);
    await view(/Gaps/);
    expect(screen.getByText(/No gaps/)).toBeTruthy();
    await view(/By stage/);
    await fireEvent.click(within(screen.getByRole("table", { name: /Restore/ })).getByRole("button", { name: "Contact vendor" }));
    await waitFor(() => expect(document.activeElement).toBe(cellAt(2, -1)));
  });

  it("shows only mine, and the card of the same person", async () => {
    const one: Card = { document: "d", title: "Plan", section: "m", row: "r1", column: "c0", role: "Commander", as_deputy: true, stage: "Declare", activity: "Declare incident", letters: [{ letter: "A", name: "Accountable", part: "decides", note: "at night" }] };
    cards = [one, { ...one, document: "e", title: "Other plan", section: "x" }];
    await shown();
    await view(/Only mine/);
    expect(await screen.findByText(/through deputy of Commander: 1 activity of 3/)).toBeTruthy();
    expect(screen.getByText("at night")).toBeTruthy();
    await expectAccessible(document.querySelector(".raci")!);
    await fireEvent.click(screen.getByRole("button", { name: "1 more in other matrices…" }));
    const dialog = await screen.findByRole("dialog", { name: "Card" });
    expect(await within(dialog).findByText("Other plan")).toBeTruthy();
    await expectAccessible(dialog);
  });

  it("asks what becomes of the letters before it changes the scheme, and loses none unasked", async () => {
    await shown();
    await fireEvent.change(screen.getByLabelText("Scheme"), { target: { value: "DACI" } });
    const panel = await screen.findByRole("group", { name: "Change the scheme to DACI" });
    expect(within(panel).getByText("in 3 cells"), "three cells hold R").toBeTruthy();
    expect(within(panel).getByLabelText<HTMLSelectElement>("R becomes").value).toBe("D");
    expect(sent, "nothing is written before the answer").toEqual([]);
    await expectAccessible(document.querySelector(".raci")!);
    await fireEvent.click(within(panel).getByRole("button", { name: /keep every letter/ }));
    await waitFor(() => expect(edits()).toEqual([{ edit: "set", path: "/sections/m/block/settings/scheme", value: "DACI" }]));
    expect(await screen.findByText(/R is not of this scheme, in 3 cells/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLSelectElement>("Scheme").value).toBe("DACI");
  });

  it("changes scheme and letters in one step, with their notes", async () => {
    await shown();
    await fireEvent.change(screen.getByLabelText("Scheme"), { target: { value: "DACI" } });
    await fireEvent.click(await screen.findByRole("button", { name: "Change scheme and letters" }));
    await waitFor(() => expect(sent.filter((i) => i.intent === "edit")).toHaveLength(1));
    expect(edits()).toContainEqual({ edit: "set", path: `${cells}/r2/cells/c1`, value: { D: "by phone" } });
  });

  it("keeps own letters that were written when the word about those that stand is put off", async () => {
    await shown();
    await fireEvent.change(screen.getByLabelText("Scheme"), { target: { value: "+own" } });
    await fireEvent.input(await screen.findByLabelText("Letter 1"), { target: { value: "W" } });
    await fireEvent.input(screen.getByLabelText("Name of the scheme"), { target: { value: "House letters" } });
    await fireEvent.input(screen.getByLabelText("At most, letter 2"), { target: { value: "one" } });
    expect(screen.getByText(/A: at least and at most are whole numbers/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Use these letters" }).disabled, "a word is no number, and not any number either").toBe(true);
    await fireEvent.input(screen.getByLabelText("At most, letter 2"), { target: { value: "any" } });
    await fireEvent.click(screen.getByRole("button", { name: "Use these letters" }));
    const asks = await screen.findByRole("group", { name: "Change the scheme to House letters" });
    await fireEvent.click(within(asks).getByRole("button", { name: "Not now" }));
    expect(screen.getByLabelText<HTMLInputElement>("Letter 1").value).toBe("W");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Name of the scheme")));
    expect(sent).toEqual([]);
  });

  it("renames a stage on all of its rows in one step, and takes a row into a new one", async () => {
    await shown();
    await fireEvent.click(screen.getByRole("button", { name: "Stage Declare" }));
    await fireEvent.click(await screen.findByRole("menuitem", { name: "Rename the stage" }));
    const name = await screen.findByLabelText("Name of the stage");
    await fireEvent.input(name, { target: { value: "Start" } });
    await fireEvent.keyDown(name, { key: "Enter" });
    await waitFor(() => expect(edits().map((e) => ("path" in e ? e.path : ""))).toEqual([`${cells}/r1/cells/s`, `${cells}/r3/cells/s`]));
    expect(await screen.findByText("Start")).toBeTruthy();
    expect(document.activeElement, "nobody was in a cell, so nobody is led to one").not.toBe(cellAt(0, -1));
    expect(document.querySelector(".here"), "and none is marked").toBeNull();
    await go(0, -1);
    await fireEvent.click(screen.getByRole("button", { name: "Activity Declare incident" }));
    await fireEvent.click(await screen.findByRole("menuitem", { name: "To a new stage…" }));
    const stage = await screen.findByLabelText("Name of the new stage");
    await fireEvent.input(stage, { target: { value: "Prepare" } });
    await fireEvent.keyDown(stage, { key: "Enter" });
    await waitFor(() => expect(edits()).toContainEqual({ edit: "set", path: `${cells}/r1/cells/s`, value: "Prepare" }));
  });

  it("fills cells from the clipboard, and asks about a table that brings a new role", async () => {
    await shown();
    await go(0, 0);
    await paste("I\tA/R\nC\tmaybe");
    await waitFor(() => expect(edits()).toContainEqual({ edit: "set", path: `${cells}/r1/cells/c1`, value: { A: "", R: "" } }));
    expect(await screen.findByText(/“maybe” .* is no letter and was left out/)).toBeTruthy();
    sent = [];
    await paste("| Task | Operations | Scribe |\n|---|---|---|\n| Contact vendor | A | I |\n| Keep the log | C | **R** |");
    const panel = await screen.findByRole("group", { name: "Take in the clipboard" });
    expect(panel.textContent).toContain("1 new activity, 1 activity here already");
    expect(panel.textContent).toContain("1 role is not in this matrix: Scribe");
    await expectAccessible(document.querySelector(".raci")!);
    expect(sent).toEqual([]);
    await fireEvent.click(within(panel).getByRole("button", { name: "Leave the new roles out" }));
    await waitFor(() => expect(edits()).toHaveLength(2));
    expect(edits()[1]).toMatchObject({ edit: "add_rows", rows: [{ a: "Keep the log", c1: "C" }] });
  });

  it("reads a CSV file, and says what a broken one is", async () => {
    await shown();
    const input = screen.getByLabelText<HTMLInputElement>("CSV or Markdown file");
    const choose = (text: string | Uint8Array<ArrayBuffer>, name: string): Promise<boolean> => fireEvent.change(input, { target: { files: [{ name, size: text.length, arrayBuffer: async () => (typeof text === "string" ? new TextEncoder().encode(text) : text).buffer }] } });
    await choose('Activity;Commander;Operations\n"Set severity";R;A\n', "plan.csv");
    const panel = await screen.findByRole("group", { name: "Take in plan.csv" });
    await fireEvent.click(within(panel).getByRole("button", { name: "Take in" }));
    await waitFor(() => expect(edits()).toContainEqual({ edit: "set", path: `${cells}/r3/cells/c0`, value: { R: "" } }));
    await choose("a\u0000b", "picture.csv");
    expect(await screen.findByText(/picture.csv is not text in UTF-8. Nothing was imported./)).toBeTruthy();
    // As a spreadsheet of an office saves it: Windows-1252.
    await choose(Uint8Array.from("Activity;Commander;Operations\nAu café;A;R\n", (sign) => sign.charCodeAt(0)), "bureau.csv");
    const office = await screen.findByRole("group", { name: "Take in bureau.csv" });
    await fireEvent.click(within(office).getByRole("button", { name: "Make a new document of it" }));
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ intent: "import_bytes", file_name: "bureau.csv", base64: btoa("Activity;Commander;Operations\nAu café;A;R\n") }));
    const read = vi.fn();
    await fireEvent.change(input, { target: { files: [{ name: "disk.csv", size: 2_000_000_000, arrayBuffer: read }] } });
    expect(await screen.findByText(/disk.csv is larger than 20 MB/)).toBeTruthy();
    expect(read, "and is not read to find that out").not.toHaveBeenCalled();
  });

  it("keeps the person in their cell while one role is shown alone, and the keyboard in the list", async () => {
    await shown();
    await go(0, 1);
    const list = screen.getByLabelText<HTMLSelectElement>("Show as");
    list.focus();
    await fireEvent.change(list, { target: { value: "c1" } });
    await waitFor(() => expect(cellAt(0, 0).getAttribute("aria-label")).toBe("Operations: C"));
    await tick();
    expect(document.activeElement).toBe(list);
    expect(cellAt(0, 0).tabIndex, "the same cell, which is the first now").toBe(0);
    await fireEvent.change(list, { target: { value: "c0" } });
    await tick();
    expect(document.activeElement).toBe(list);
    expect(commands.available.some((command) => command.id === "raci.m.letter.A"), "their cell is not shown").toBe(false);
  });

  it("moves a role among all roles, also while it is shown alone", async () => {
    open = matrix(["Commander", "Operations", "Scribe"], [["Declare", "Declare incident", "A", "R", "I"]]);
    await shown();
    await fireEvent.change(screen.getByLabelText("Show as"), { target: { value: "c1" } });
    await fireEvent.click(await screen.findByRole("button", { name: /^Operations/ }));
    await fireEvent.click(await screen.findByRole("button", { name: "Right" }));
    await waitFor(() => expect(edits()).toContainEqual({ edit: "move", path: "/sections/m/block/columns", id: "c1", after: "c2" }));
    await fireEvent.click(screen.getByRole("button", { name: "Left" }));
    await waitFor(() => expect(edits()).toContainEqual({ edit: "move", path: "/sections/m/block/columns", id: "c1", after: "a" }));
  });

  it("offers no letter for a cell that another view hides", async () => {
    await shown();
    await go(0, 1);
    await view(/By role/);
    const named = (): string[] => commands.available.filter((command) => command.id.startsWith("raci.m.")).map((command) => command.id);
    expect(named()).not.toContain("raci.m.letter.A");
    expect(named()).not.toContain("raci.m.clear");
    commands.run("raci.m.add");
    await waitFor(() => expect(edits()[0]).toMatchObject({ edit: "add", path: cells }));
    expect(screen.getByRole("grid", { name: "RACI matrix" }), "the activity that was added is seen").toBeTruthy();
  });

  it("offers to do again what an undo said that it took back", async () => {
    open.can_undo = true;
    remarks = ["The case was opened again"];
    await shown();
    await go(0, 1);
    await press("z", { ctrlKey: true, code: "KeyZ" });
    await waitFor(() => expect(toasts.current?.message).toBe("The case was opened again."));
    toasts.current?.undo();
    await waitFor(() => expect(sent.at(-1)).toEqual({ intent: "redo", document: "d" }));
  });

  it("undoes with Ctrl+Z", async () => {
    open.can_undo = true;
    await shown();
    await go(0, 1);
    await press("z", { ctrlKey: true, code: "KeyZ" });
    await waitFor(() => expect(sent).toContainEqual({ intent: "undo", document: "d" }));
  });

  it("that is large draws a part of itself, and its last cell is one key away", async () => {
    const names = Array.from({ length: 60 }, (_, at) => `Role ${at + 1}`);
    open = matrix(names, Array.from({ length: 100 }, (_, r) => [`Stage ${Math.floor(r / 10)}`, `Do thing ${r + 1}`, ...names.map((_, c) => ((r + c) % 3 ? null : "R"))]));
    await shown();
    const drawn = (): number => document.querySelectorAll("[data-row] [role=gridcell]").length;
    expect(drawn(), "of 6,000").toBeLessThan(400);
    await go(0, 0);
    await press("End", { ctrlKey: true, code: "End" });
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^Role 60:/));
    expect(document.activeElement?.closest("[role=row]")?.getAttribute("aria-rowindex")).toBe("101");
    expect(drawn()).toBeLessThan(400);
  });

  it("without anything says what to do first, and nothing of it can be changed by who only reads", async () => {
    open = matrix([], []);
    await shown();
    expect(screen.getByText(/No activity and no role yet/)).toBeTruthy();
    await expectAccessible(document.querySelector(".raci")!);
    await fireEvent.click(screen.getByRole("button", { name: "Add an activity" }));
    await waitFor(() => expect(edits()[0]).toMatchObject({ edit: "add", path: cells }));
    sent = [];
    commands.run("document.read");
    await tick();
    for (const name of ["Add an activity", "Activity", "Role"]) expect(screen.queryByRole("button", { name }), name).toBeNull();
    expect(screen.getByLabelText<HTMLSelectElement>("Scheme").disabled).toBe(true);
  });

  it("is not changed by a key of who only reads", async () => {
    await shown();
    commands.run("document.read");
    await tick();
    await go(0, 1);
    for (const key of ["a", " ", "Delete", "Enter", "n", "f"]) await press(key);
    await press("Enter", { ctrlKey: true });
    await press("ArrowDown", { altKey: true });
    await paste("I\tA/R");
    await new Promise((done) => setTimeout(done, 300));
    expect(sent).toEqual([]);
    expect(cellAt(0, 1).getAttribute("aria-label")).toBe("Operations: C");
    expect(screen.queryByRole("menu")).toBeNull();
  });
});
