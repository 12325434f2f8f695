import { configure, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../../components/axe";
import type { Block } from "../../../generated/Block";
import type { Column } from "../../../generated/Column";
import type { Edit } from "../../../generated/Edit";
import type { Intent } from "../../../generated/Intent";
import type { OpenDocument } from "../../../generated/OpenDocument";
import type { Value } from "../../../generated/Value";
import { commands } from "../../../session/commands.svelte";
import { blockOf, column, openDocument, section } from "../fixtures";
import { withValue } from "../local";
import { liveColumns, liveRows } from "../model";

let open: OpenDocument;
let sent: Intent[] = [];
const edits = (): Edit[] => sent.flatMap((i) => (i.intent === "edit" ? i.edits : []));
const steps = (): number => sent.filter((i) => i.intent === "edit").length;
const block = (): Block => open.content.sections["t"]!.block;

/** What the application does with the edits of a table: a choice is known by its name, other words stay as written. */
function carryOut(edit: Edit, ids: string[]): void {
  const place = (list: { id: string }[], after: string | null): string => {
    const at = after === null ? -1 : list.findIndex((entry) => entry.id === after);
    const posOf = (n: number): number => Number((list as { id: string; item: { pos: string } }[])[n]?.item.pos ?? Number.NaN);
    const [low, high] = [at < 0 ? 0 : posOf(at), at + 1 < list.length ? posOf(at + 1) : (list.length > 0 ? posOf(list.length - 1) : 0) + 1_000_000];
    return String(Math.round((low + high) / 2)).padStart(12, "0");
  };
  const filled = (id: string, words: string): Value | null => {
    const of = block().columns![id] as Column;
    const choice = Object.entries(of.choices ?? {}).find(([key, c]) => key === words || c.name === words)?.[0];
    return words.trim() === "" ? null : (choice ?? words);
  };
  if (edit.edit === "set" || edit.edit === "set_words") open = { ...open, content: withValue(open.content, edit.path, edit.edit === "set" ? edit.value : edit.words) };
  else if (edit.edit === "fill") open = { ...open, content: withValue(open.content, edit.path, filled(edit.path.split("/").pop()!, edit.words)) };
  else {
    open = structuredClone(open);
    const b = block();
    if (edit.edit === "remove") (b.rows![edit.id] as { deleted_at?: string }).deleted_at = "2026-03-11T13:00:00Z";
    else if (edit.edit === "move" && edit.path.endsWith("/rows")) b.rows![edit.id]!.pos = place(liveRows(b).filter((row) => row.id !== edit.id), edit.after);
    else if (edit.edit === "move") b.columns![edit.id]!.pos = place(liveColumns(b).filter((c) => c.id !== edit.id), edit.after);
    else if (edit.edit === "add_rows" || edit.edit === "add") {
      let after = edit.after;
      const all = edit.edit === "add_rows" ? edit.rows.map((words) => Object.fromEntries(Object.entries(words).map(([id, w]) => [id, filled(id, w)!]))) : edit.item.item === "row" ? [edit.item.value.cells] : [];
      for (const cells of all) {
        const id = `new${Object.keys(b.rows ?? {}).length}`;
        b.rows = { ...b.rows, [id]: { pos: place(liveRows(b), after), cells: cells as Record<string, Value> } };
        ids.push(id);
        after = id;
      }
    }
    // An order is known by its map, which is never changed in place.
    open = structuredClone(open);
  }
}

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string }) => {
      if (query.query === "document") return { answer: "document", value: structuredClone(open) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      const ids: string[] = [];
      if (intent.intent === "edit") for (const edit of intent.edits) carryOut(edit, ids);
      return { saved_at: "2026-03-11T13:47:12Z", heads: [`h${sent.length}`], ids, can_undo: true, can_redo: false, remarks: [] };
    },
    events: async () => () => {},
    openLink: async () => {},
  },
}));

const { default: DocumentView } = await import("../DocumentView.svelte");
// Waiting ends with what is waited for; a busy machine only takes longer.
configure({ asyncUtilTimeout: 10_000 });
const choices = { o: { pos: "0", name: "Open", colour: "risk" }, d: { pos: "1", name: "Done", colour: "ok" } };
const spaced = (b: Block): Block => {
  Object.values(b.rows ?? {}).forEach((row, at) => (row.pos = String((at + 1) * 1_000_000).padStart(12, "0")));
  Object.values(b.columns ?? {}).forEach((c, at) => (c.pos = String((at + 1) * 1_000_000).padStart(12, "0")));
  return b;
};
const make = (rows: (Value | null)[][], settings: Record<string, string> = {}, more: Partial<Column> = {}): OpenDocument =>
  openDocument({
    t: section("Requests", "table", spaced(blockOf({ no: column("No", "number", { key: "no" }), t: column("Task", "text"), s: column("State", "choice", { key: "state", choices }), c: column("Cost", "number", more) }, rows, settings))),
  });
const five = (): OpenDocument => make([["1", "Alpha", "o", "5"], ["2", "Beta", "d", null], ["3", "Gamma", null, "7"], ["4", "Delta", "o", null], ["5", "Epsilon", "d", "9"]]);
const cellAt = (row: number, at: number): HTMLElement => document.querySelector<HTMLElement>(`[data-row="${row}"] [data-column="${at}"]`)!;
const texts = (at: number): string[] => [...document.querySelectorAll(`[data-row] [data-column="${at}"]`)].map((cell) => cell.textContent?.trim() ?? "");
const held = (at: string): (Value | undefined)[] => liveRows(block()).map((row) => (row.item.cells as Record<string, Value>)[at]);
const field = (): HTMLTextAreaElement => document.querySelector<HTMLTextAreaElement>("[data-column] textarea")!;
async function shown(): Promise<void> {
  render(DocumentView, { document: "d" });
  await screen.findByText("Alpha");
}
async function go(row: number, at: number, more: Record<string, unknown> = {}): Promise<void> {
  await fireEvent.pointerDown(cellAt(row, at), { button: 0, ...more });
  await fireEvent.pointerUp(window);
  await waitFor(() => expect(document.activeElement).toBe(cellAt(row, at).querySelector("textarea")));
}
async function select(from: [number, number], to: [number, number]): Promise<void> {
  await go(...from);
  await go(...to, { shiftKey: true });
}
const press = (key: string, more: Record<string, unknown> = {}): Promise<boolean> => fireEvent.keyDown(document.activeElement!, { key, code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key, ...more });
const selected = (): string[] => [...document.querySelectorAll<HTMLElement>('[role="gridcell"][aria-selected="true"]')].map((cell) => `${cell.closest<HTMLElement>("[data-row]")!.dataset["row"]}:${cell.dataset["column"]}`);
async function type(words: string): Promise<void> {
  await fireEvent.input(field(), { target: { value: words } });
  await tick();
}
function clipboard(kind: "copy" | "cut" | "paste", data: Record<string, string> = {}): Record<string, string> {
  const event = new Event(kind, { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: (of: string) => data[of] ?? "", setData: (of: string, value: string) => (data[of] = value), files: [] } });
  field().dispatchEvent(event);
  return data;
}
const status = (): string => [...document.querySelectorAll('[role="status"]')].map((e) => e.textContent).join(" | ");

describe("a grid", { timeout: 60_000 }, () => {
  beforeEach(() => {
    sent = [];
    document.body.innerHTML = "";
    Element.prototype.scrollIntoView = () => {};
    open = five();
  });

  it("selects with Shift and the arrows, whole rows and columns and all, and says so", async () => {
    await shown();
    await go(1, 1);
    await press("ArrowDown", { shiftKey: true });
    await press("ArrowRight", { shiftKey: true });
    expect(selected()).toEqual(["1:1", "1:2", "2:1", "2:2"]);
    expect(status()).toContain("2 rows by 2 columns selected");
    await press(" ", { shiftKey: true });
    expect(selected()).toHaveLength(8);
    expect(status()).toContain("2 rows selected");
    await press("Escape");
    expect(selected(), "Escape gives the selection up first").toHaveLength(1);
    await go(1, 2);
    await press(" ", { ctrlKey: true });
    expect(selected()).toEqual(["0:2", "1:2", "2:2", "3:2", "4:2"]);
    expect(status()).toContain("Column State selected");
    await press("a", { ctrlKey: true });
    expect(selected()).toHaveLength(20);
    expect(status()).toContain("All 5 rows selected");
  });

  it("selects by dragging, and rows by their handles with Shift", async () => {
    await shown();
    await fireEvent.pointerDown(cellAt(0, 1), { button: 0 });
    await fireEvent.pointerMove(cellAt(2, 2), { buttons: 1 });
    expect(selected()).toEqual(["0:1", "0:2", "1:1", "1:2", "2:1", "2:2"]);
    await fireEvent.pointerUp(window);
    await fireEvent.pointerMove(cellAt(4, 3), { buttons: 0 });
    expect(selected(), "let go").toHaveLength(6);
    const handle = (row: number): Element => document.querySelector(`[data-row="${row}"] [role="rowheader"]`)!;
    await fireEvent.pointerDown(handle(1), { button: 0 });
    await fireEvent.pointerUp(window);
    await fireEvent.pointerDown(handle(3), { button: 0, shiftKey: true });
    expect(selected()).toHaveLength(12);
    await expectAccessible(document.body.querySelector('[data-section="t"]')!);
  });

  it("copies to a spreadsheet as text and as a table, and takes its own copy back exactly", async () => {
    await shown();
    await select([0, 1], [1, 3]);
    const data = clipboard("copy");
    expect(data["text/plain"]).toBe("Alpha\tOpen\t5\nBeta\tDone\t");
    expect(data["text/html"]).toContain('<td x:num="5" sdval="5">5</td>');
    await go(2, 1);
    clipboard("paste", data);
    await waitFor(() => expect(held("t")).toEqual(["Alpha", "Beta", "Alpha", "Beta", "Epsilon"]));
    expect(held("s")).toEqual(["o", "d", "o", "d", "d"]);
    expect(held("c"), "an empty cell empties the other").toEqual(["5", undefined, "5", undefined, "9"]);
    expect(steps(), "one step to take back").toBe(1);
    await waitFor(() => expect(selected(), "what was pasted is selected").toHaveLength(6));
  });

  it("cuts in one step", async () => {
    await shown();
    await select([0, 1], [1, 2]);
    expect(clipboard("cut")["text/plain"]).toBe("Alpha\tOpen\nBeta\tDone");
    await waitFor(() => expect(held("t").slice(0, 2)).toEqual([undefined, undefined]));
    expect([steps(), edits().length]).toEqual([1, 4]);
  });

  it("takes a spreadsheet's table with its line breaks and types, adds rows, and counts what does not fit", async () => {
    await shown();
    await go(4, 1);
    const html = '<table><tr><td>Call<br>and write</td><td>Done</td><td sdval="1234.5" sdnum="1031;0;#.##0,00">1.234,50</td></tr><tr><td>Ask</td><td>Perhaps</td><td>about 5</td></tr></table>';
    clipboard("paste", { "text/plain": "Call and write\tDone\t1.234,50\nAsk\tPerhaps\tabout 5\n", "text/html": html });
    await waitFor(() => expect(held("t").slice(4)).toEqual(["Call\nand write", "Ask"]));
    expect(held("c").slice(4)).toEqual(["1234.5", "about 5"]);
    expect(held("s").slice(4), "kept as written").toEqual(["d", "Perhaps"]);
    expect(held("no").slice(4), "the row that was added goes on counting").toEqual(["5", "6"]);
    expect(steps()).toBe(1);
    expect(await screen.findByText(/2 values do not fit; kept as written\./)).toBeTruthy();
    expect(cellAt(5, 2).querySelector(".unfit")?.getAttribute("title")).toBe("Perhaps: kept as written");
  });

  it("refuses a paste that is too large before it reads it", async () => {
    await shown();
    await go(0, 1);
    clipboard("paste", { "text/plain": "x\t".repeat(11_000_000) });
    expect(await screen.findByText(/22 million letters, more than the 20 million/)).toBeTruthy();
    expect(sent).toEqual([]);
  });

  it("fills down with Ctrl+D, and a single cell from above", async () => {
    await shown();
    await select([0, 1], [2, 2]);
    await press("d", { ctrlKey: true });
    await waitFor(() => expect(held("t")).toEqual(["Alpha", "Alpha", "Alpha", "Delta", "Epsilon"]));
    expect(held("s")).toEqual(["o", "o", "o", "o", "d"]);
    expect(steps()).toBe(1);
    await go(3, 3);
    await press("d", { ctrlKey: true });
    await waitFor(() => expect(held("c")[3]).toBe("7"));
  });

  it("takes what is typed into the whole selection with Ctrl+Enter", async () => {
    await shown();
    await select([1, 2], [3, 2]);
    await type("Done");
    expect(field().dataset["ownUndo"]).toBe("");
    await press("Enter", { ctrlKey: true });
    await waitFor(() => expect(held("s")).toEqual(["o", "d", "d", "d", "d"]));
    expect(steps()).toBe(1);
    expect(selected(), "the selection stays").toHaveLength(3);
  });

  it("leaves keys to an input method while it composes", async () => {
    await shown();
    await select([1, 1], [3, 1]);
    await type("ㅎ");
    for (const key of ["Enter", "Escape", "Tab"]) await press(key, { isComposing: true, ctrlKey: key === "Enter" });
    expect(field().classList.contains("editing"), "still open").toBe(true);
    expect(sent).toEqual([]);
  });

  it("moves several rows by keys and by dragging the handle of one", async () => {
    await shown();
    await select([1, 0], [2, 3]);
    await press("ArrowUp", { altKey: true });
    await waitFor(() => expect(held("t")).toEqual(["Beta", "Gamma", "Alpha", "Delta", "Epsilon"]));
    expect(steps()).toBe(1);
    await waitFor(() => expect(status()).toContain("2 rows selected"));
    const boxes = new Map([...document.querySelectorAll<HTMLElement>("[data-row]")].map((row) => [row, Number(row.dataset["row"]) * 28]));
    for (const [row, top] of boxes) row.getBoundingClientRect = () => ({ top, height: 28, bottom: top + 28, left: 0, right: 600, width: 600, x: 0, y: top, toJSON: () => "" });
    await fireEvent.pointerDown(document.querySelector('[data-row="0"] [role="rowheader"]')!, { button: 0, clientY: 10 });
    await fireEvent.pointerMove(window, { clientY: 28 * 3 + 20, buttons: 1 });
    await fireEvent.pointerUp(window);
    await waitFor(() => expect(held("t")).toEqual(["Alpha", "Delta", "Beta", "Gamma", "Epsilon"]));
    expect(steps()).toBe(2);
  });

  it("duplicates, sets a value in and removes several rows, each as one step", async () => {
    await shown();
    await select([0, 1], [1, 1]);
    await press("ArrowDown", { altKey: true, shiftKey: true });
    await waitFor(() => expect(held("t")).toEqual(["Alpha", "Beta", "Alpha", "Beta", "Gamma", "Delta", "Epsilon"]));
    expect(held("no").slice(2, 4)).toEqual(["6", "7"]);
    expect(steps()).toBe(1);
    await waitFor(() => expect(status()).toContain("2 rows selected"));
    await fireEvent.click(screen.getByRole("button", { name: "Row 3" }));
    await fireEvent.click(await screen.findByRole("menuitem", { name: /Set a value in these 2 rows/ }));
    const form = await screen.findByRole("form", { name: "Set a value in 2 rows" });
    await fireEvent.change(within(form).getByLabelText("Column"), { target: { value: "s" } });
    await fireEvent.change(await within(form).findByLabelText("Value"), { target: { value: "d" } });
    await fireEvent.submit(form);
    await waitFor(() => expect(held("s").slice(2, 4)).toEqual(["d", "d"]));
    expect(steps()).toBe(2);
    await waitFor(() => expect(screen.queryByRole("form")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(field()));
    await select([2, 1], [3, 1]);
    await press("Backspace", { ctrlKey: true });
    await waitFor(() => expect(held("t")).toEqual(["Alpha", "Beta", "Gamma", "Delta", "Epsilon"]));
    expect(steps()).toBe(3);
  });

  it("makes columns wider, moves and hides them, as settings of the table", async () => {
    await shown();
    await go(0, 1);
    await press("ArrowRight", { altKey: true, shiftKey: true });
    await waitFor(() => expect(block().columns!["t"]!.options).toEqual({ width: "192" }));
    await press("ArrowRight", { altKey: true });
    await waitFor(() => expect(texts(2)[0]).toBe("Alpha"));
    await waitFor(() => expect(status()).toContain("Task is column 3 of 4"));
    const edge = document.querySelector('[data-head="2"] [data-edge]')!;
    await fireEvent.pointerDown(edge, { button: 0, clientX: 100 });
    await fireEvent.pointerMove(window, { clientX: 150, buttons: 1 });
    await fireEvent.pointerUp(window);
    await waitFor(() => expect(block().columns!["t"]!.options).toEqual({ width: "242" }));
    await fireEvent.dblClick(document.querySelector('[data-head="2"] [data-edge]')!);
    await waitFor(() => expect(block().columns!["t"]!.options ?? {}).toEqual({}));
    await fireEvent.click(screen.getByRole("button", { name: "Cost" }));
    await fireEvent.click(await screen.findByRole("button", { name: "Hide" }));
    await waitFor(() => expect(screen.queryByRole("columnheader", { name: /Cost/ })).toBeNull());
    await waitFor(() => expect(block().columns!["c"]!.options).toEqual({ hidden: "yes" }));
    await fireEvent.click(screen.getByRole("button", { name: "1 hidden column" }));
    await fireEvent.click(await screen.findByRole("button", { name: "Show Cost" }));
    await screen.findByRole("columnheader", { name: /Cost/ });
  });

  it("moves a column by dragging its head, and opens no menu for that", async () => {
    await shown();
    for (const head of document.querySelectorAll<HTMLElement>("[data-head]")) {
      const left = Number(head.dataset["head"]) * 100;
      head.getBoundingClientRect = () => ({ left, width: 100, right: left + 100, top: 0, bottom: 28, height: 28, x: left, y: 0, toJSON: () => "" });
    }
    const name = screen.getByRole("button", { name: "Task" });
    await fireEvent.pointerDown(name, { button: 0, clientX: 150 });
    await fireEvent.pointerMove(window, { clientX: 380, buttons: 1 });
    expect(document.querySelector('[data-head="3"]')!.classList.contains("drop"), "where it would stand is drawn").toBe(true);
    await fireEvent.pointerUp(window);
    await fireEvent.click(name);
    await waitFor(() => expect(liveColumns(block()).map((c) => c.item.name)).toEqual(["No", "State", "Cost", "Task"]));
    expect(screen.queryByRole("dialog", { name: "Column Task" })).toBeNull();
    await fireEvent.pointerDown(document.querySelector('[data-head="1"]')!, { button: 0, clientX: 150 });
    await fireEvent.pointerUp(window);
    expect(selected(), "a press beside the name selects the column").toHaveLength(5);
  });

  it("lets a reader hide and size columns for themselves", async () => {
    await shown();
    await fireEvent.click(screen.getByLabelText("Read"));
    await fireEvent.click(screen.getByRole("button", { name: "Cost" }));
    await fireEvent.click(await screen.findByRole("button", { name: "Hide" }));
    await waitFor(() => expect(screen.queryByRole("columnheader", { name: /Cost/ })).toBeNull());
    expect(sent, "nobody else sees it").toEqual([]);
  });

  it("finds in a table that is grouped, folded and sorted, and Escape goes back", async () => {
    open = make([["1", "Alpha", "o", null], ["2", "alphabet", "d", null], ["3", "Gamma", null, null], ["4", "ÁLPHA 2", "o", null]], { group: "state", sort: "Task desc" });
    await shown();
    await fireEvent.click(screen.getByRole("button", { name: /Done\s*1/ }));
    await go(0, 1);
    await press("f", { ctrlKey: true });
    const input = await screen.findByLabelText("Find in Requests");
    await waitFor(() => expect(document.activeElement).toBe(input));
    await fireEvent.input(input, { target: { value: "alpha" } });
    expect(await screen.findByText("3 found")).toBeTruthy();
    expect(document.querySelectorAll(".cell.hit")).toHaveLength(2);
    await fireEvent.keyDown(input, { key: "Enter" });
    expect(await screen.findByText("1 of 3")).toBeTruthy();
    await fireEvent.keyDown(input, { key: "Enter" });
    await fireEvent.keyDown(input, { key: "Enter" });
    expect(await screen.findByText("3 of 3")).toBeTruthy();
    expect(screen.getByText("alphabet").closest(".cell")?.className, "its band was opened").toContain("found");
    expect(document.activeElement, "the keyboard stays in the search").toBe(input);
    await fireEvent.keyDown(input, { key: "Enter", shiftKey: true });
    expect(await screen.findByText("2 of 3")).toBeTruthy();
    await fireEvent.keyDown(input, { key: "Enter", isComposing: true });
    expect(screen.getByText("2 of 3"), "an input method's Enter is its own").toBeTruthy();
    await expectAccessible(document.body.querySelector('[data-section="t"]')!);
    await fireEvent.keyDown(input, { key: "Escape" });
    await waitFor(() => expect(screen.queryByLabelText("Find in Requests")).toBeNull());
    expect(document.querySelectorAll(".cell.hit")).toHaveLength(0);
    await waitFor(() => expect(document.activeElement).toBe(field()));
  });

  it("says how many values do not fit a type, and leads to them", async () => {
    open = make([["1", "Alpha", null, "5"], ["2", "Beta", null, "about 5"], ["3", "Gamma", null, "six"]]);
    await shown();
    await fireEvent.click(screen.getByRole("button", { name: "Cost" }));
    expect(await screen.findByText(/2 values do not fit; kept as written\./)).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: "Show the next" }));
    await waitFor(() => expect(cellAt(1, 3).classList.contains("here")).toBe(true));
    expect(held("c"), "nothing was changed").toEqual(["5", "about 5", "six"]);
  });

  it("offers its keys in the palette for the cell where the person was", async () => {
    await shown();
    expect(commands.available.some((c) => c.id === "table.fill-down"), "nobody was in the table yet").toBe(false);
    await select([0, 1], [1, 1]);
    field().blur();
    await waitFor(() => expect(selected()).toEqual([]));
    expect(commands.run("table.fill-down")).toBe(true);
    await waitFor(() => expect(held("t")).toEqual(["Alpha", "Alpha", "Gamma", "Delta", "Epsilon"]));
  });

  it("offers what its menus do in the palette, for the column and the rows where the person was", async () => {
    await shown();
    await select([0, 1], [1, 1]);
    field().blur();
    await waitFor(() => expect(selected()).toEqual([]));
    // As they stand on the screen: what is pressed next means what is seen.
    const heads = (): string[] => [...document.querySelectorAll("[role=columnheader] .name")].map((head) => head.textContent ?? "");
    const before = heads();
    expect(commands.run("table.column-right")).toBe(true);
    await waitFor(() => expect(heads()).toEqual([before[0], before[2], before[1], ...before.slice(3)]));
    expect(commands.run("table.column-left")).toBe(true);
    await waitFor(() => expect(heads()).toEqual(before));
    expect(commands.run("table.edit-column")).toBe(true);
    expect(await screen.findByRole("dialog", { name: `Column ${before[1]}` })).toBeTruthy();
    await fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
    expect(commands.run("table.set-value")).toBe(true);
    expect(await screen.findByRole("form", { name: "Set a value in 2 rows" })).toBeTruthy();
    expect(commands.available.some((c) => c.id === "table.hand-over"), "these rows are no cases").toBe(false);
  });

  it("draws cells in the direction of their own words", async () => {
    open = make([["1", "Alpha", null, null], ["2", "שלום", null, null]]);
    await shown();
    expect(cellAt(1, 1).getAttribute("dir")).toBe("auto");
    await go(1, 1);
    expect(field().getAttribute("dir")).toBe("auto");
  });

  it("of 10,000 rows and 60 columns draws what is on screen, however it is worked in", async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`k${n}`, column(n === 0 ? "Name" : `Column ${n}`, "text")]));
    const rows = Array.from({ length: 10_000 }, (_, r): (Value | null)[] => Array.from({ length: 60 }, (_, c) => (c === 0 ? (r === 0 ? "Alpha" : `Row ${r}`) : c < 3 ? `v${r % 7}` : null)));
    open = openDocument({ t: section("Requests", "table", blockOf(many, rows)) });
    await shown();
    const grid = screen.getByRole("grid", { name: "Requests" });
    const drawnCells = (): number => document.querySelectorAll("[data-row] [data-column]").length;
    Object.defineProperties(grid, { clientHeight: { value: 600, configurable: true }, clientWidth: { value: 960, configurable: true } });
    await fireEvent.scroll(grid);
    expect(drawnCells(), "of 600,000").toBeLessThan(1200);
    expect([grid.getAttribute("aria-rowcount"), grid.getAttribute("aria-colcount")]).toEqual(["10001", "61"]);
    await go(0, 1);
    for (let n = 0; n < 5; n += 1) await press("ArrowRight");
    await press("ArrowDown", { ctrlKey: true });
    await press("ArrowRight", { ctrlKey: true });
    await waitFor(() => expect(cellAt(9999, 59)).not.toBeNull());
    expect(drawnCells()).toBeLessThan(1200);
    await press("ArrowUp", { ctrlKey: true });
    await press("a", { ctrlKey: true });
    expect(drawnCells()).toBeLessThan(1200);
    await go(3, 1);
    await type("being written");
    grid.scrollTop = 140_000;
    grid.scrollLeft = 4000;
    await fireEvent.scroll(grid);
    expect(drawnCells()).toBeLessThan(1200);
    expect(field().value, "what is typed is not lost by looking elsewhere").toBe("being written");
    expect(field().isConnected && document.activeElement === field()).toBe(true);
  });
});
