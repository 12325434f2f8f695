/** What is done to rows and to many cells of a grid: each is one step, and one undo takes it back. */
import type { Edit } from "../../../generated/Edit";
import { count } from "../../../components/text";
import { isFiles } from "../attachment/files";
import { cell } from "../model";
import { cellPath, rowsPath } from "../paths";
import { filesWords } from "../table/paste";
import { groupKey } from "../table/view";
import { isCount } from "../values";
import { clearAll, duplicate, fillDown as planDown, fillWith, moveAll, removeAll, type Area, type Bulk } from "./bulk";
import type { GridState } from "./grid.svelte";

/** Above this many rows a person is told that it happened: it may be more than they see. */
const many = 1;

/** What a new row has in the column of the group, so that it stands where it was added. */
export function groupOf(grid: GridState, beside: number): Record<string, string> {
  const group = grid.table?.shown.group;
  const row = grid.rows[beside] ?? grid.rows[0];
  const key = group && row ? groupKey(row, group) : "";
  return group && key ? { [group]: key } : {};
}

/** Where one begins to write in a new row: its first words, else the first column that does not count. */
function firstToWrite(grid: GridState): number {
  const words = grid.columns.findIndex((c) => (c.item.type === "text" || c.item.type === "markdown") && !isCount(c.item));
  return Math.max(0, words >= 0 ? words : grid.columns.findIndex((c) => !isCount(c.item)));
}

/** Adds a row below the one at an index (-1: at the top) and goes there. */
export async function addRow(grid: GridState, below: number, at = grid.active?.column): Promise<void> {
  if (!grid.session.canEdit) return;
  const counting = grid.counting();
  const cells = { ...groupOf(grid, below), ...(counting ? { [counting.column]: String(counting.highest + 1) } : {}) };
  grid.table?.hold();
  const outcome = await grid.session.edit([{ edit: "add_rows", section: grid.section, after: grid.rows[below]?.id ?? null, rows: [cells] }]);
  const row = grid.rows.findIndex((entry) => entry.id === outcome?.ids[0]);
  if (outcome) grid.go({ row: row < 0 ? below + 1 : row, column: at ?? firstToWrite(grid) });
}

/** Moves the rows that are meant at a row by one place. */
export async function moveRows(grid: GridState, at: number, step: 1 | -1): Promise<void> {
  const { from, to } = grid.meant(at);
  await placeRows(grid, from, to, step > 0 ? to + 1 : from - 2);
}

/** Moves rows from one index to another to stand after a row (-1: first), or says why not. */
export async function placeRows(grid: GridState, from: number, to: number, after: number): Promise<void> {
  const rows = grid.rows.slice(from, to + 1);
  if (!grid.session.canEdit || rows.length === 0 || after < -1 || after >= grid.rows.length || (after >= from - 1 && after <= to)) return;
  const table = grid.table;
  if (table && table.shown.sort.length > 0) {
    const names = table.shown.sort.map((s) => grid.all.find((c) => c.id === s.column)?.item.name ?? "").join(", ");
    table.notice = `Sorted by ${names}: rows stand where their values put them. Take the sort away to move rows by hand.`;
    return;
  }
  const group = table?.shown.group;
  // Before the first row of all there may be rows that are not shown.
  const edits = moveAll(grid.section, rows, grid.rows[after]?.id ?? null);
  const neighbour = grid.rows[after > to ? after : after + 1] ?? grid.rows[after];
  if (group && neighbour) {
    for (const row of rows) if (groupKey(neighbour, group) !== groupKey(row, group)) edits.push({ edit: "set", path: cellPath(grid.section, row.id, group), value: cell(neighbour.item, group) ?? null });
  }
  const [first, last] = [rows[0]?.id, rows[rows.length - 1]?.id];
  const column = grid.active?.column ?? 0;
  const wide = grid.anchor?.column ?? column;
  table?.release();
  if (!(await grid.session.edit(edits))) return;
  const place = (id: string | undefined): number => grid.rows.findIndex((entry) => entry.id === id);
  const [top, bottom] = [place(first), place(last)];
  if (top < 0 || bottom < 0) return;
  if (rows.length === 1) grid.go({ row: top, column });
  else grid.select({ row: top, column: wide }, { row: bottom, column });
  grid.said = `${count(rows.length, "row")} moved to place ${top + 1}`;
}

/** Removes the rows that are meant at a row. */
export async function removeRows(grid: GridState, at: number): Promise<void> {
  const { from, to } = grid.meant(at);
  const rows = grid.rows.slice(from, to + 1);
  if (rows.length === 0 || !grid.session.canEdit) return;
  const column = grid.active?.column ?? 0;
  if (rows.length === 1 && rows[0]) await grid.session.remove(rowsPath(grid.section), rows[0].id, "Row removed");
  else if (await grid.session.edit(removeAll(grid.section, rows))) grid.session.offerUndo(`${count(rows.length, "row")} removed`);
  else return;
  if (grid.height === 0) grid.active = grid.anchor = null;
  else if (grid.active) grid.go({ row: from, column });
}

/** Puts a copy of the rows that are meant at a row below them. */
export async function duplicateRows(grid: GridState, at: number): Promise<void> {
  const { from, to } = grid.meant(at);
  const rows = grid.rows.slice(from, to + 1);
  if (rows.length === 0 || !grid.session.canEdit) return;
  const { edits, files } = duplicate({ section: grid.section, rows, columns: grid.all }, grid.counting()?.highest ?? 0);
  const column = grid.active?.column ?? 0;
  grid.table?.hold();
  const outcome = await grid.session.edit(edits);
  if (!outcome) return;
  const made = new Set(outcome.ids);
  const first = grid.rows.findIndex((row) => made.has(row.id));
  if (first >= 0 && rows.length > 1) grid.select({ row: first + rows.length - 1, column: grid.width - 1 }, { row: first, column: 0 });
  else if (first >= 0) grid.go({ row: first, column });
  grid.said = rows.length === 1 ? "Row duplicated" : `${count(rows.length, "row")} duplicated`;
  if (files.length > 0) grid.say(`${files.join(", ")} stayed with the rows that were copied: what is kept about a person is not copied on.`);
}

/** Carries out edits of many cells, and says what they left alone. The selection stays. */
async function bulk(grid: GridState, { edits, files }: Bulk, done: string): Promise<void> {
  if (!grid.session.canEdit) return;
  grid.table?.hold();
  if (edits.length > 0 && !(await grid.session.edit(edits))) return;
  if (edits.length > 0) grid.said = done;
  if (files.length > 0) grid.say(filesWords(files));
  if (grid.active && !grid.isEditing) grid.draft = grid.textAt(grid.active);
}

/** Fills the selection down from its first row; a single cell takes what stands above it. */
export async function fillDown(grid: GridState): Promise<void> {
  const range = grid.range;
  if (!range || grid.shape === "form") return;
  const isOne = range.from.row === range.to.row;
  const source = grid.rows[isOne ? range.from.row - 1 : range.from.row];
  if (!source) return;
  const area = grid.area;
  const rows = isOne ? area.rows : area.rows.slice(1);
  await bulk(grid, planDown({ ...area, rows }, source.item, grid.session.reading), `Filled ${count(rows.length, "row")} down`);
}

/** Takes what is typed into every cell of the selection. */
export async function fillRange(grid: GridState): Promise<void> {
  const { active, draft } = grid;
  if (!active) return;
  if (!grid.anchor || grid.shape === "form") return void grid.commit();
  const area = grid.area;
  // The field is left without writing its cell alone: that would be a step of its own.
  grid.isEditing = false;
  await bulk(grid, fillWith(area, draft), `Filled ${count(area.rows.length * area.columns.length, "cell")}`);
}

/** Sets one value in a column of several rows, as its column reads it. */
export async function setInRows(grid: GridState, rows: readonly string[], column: string, words: string): Promise<boolean> {
  const of = grid.all.find((c) => c.id === column);
  const wanted = new Set(rows);
  const live = (grid.table?.stored ?? grid.rows).filter((row) => wanted.has(row.id));
  if (!of || live.length === 0 || isFiles(of.item)) return false;
  const area: Area = { section: grid.section, rows: live, columns: [of] };
  grid.table?.hold();
  const taken = (await grid.session.edit(fillWith(area, words).edits)) !== null;
  if (taken) grid.said = `${of.item.name} set in ${count(live.length, "row")}`;
  return taken;
}

/** Empties the selection. A single cell is emptied as if it were typed, several as one step. */
export async function clear(grid: GridState): Promise<void> {
  const range = grid.range;
  if (!range || !grid.session.canEdit || !grid.active) return;
  if (grid.shape === "form" || !grid.anchor) {
    for (let row = range.from.row; row <= range.to.row; row += 1) {
      const path = grid.pathAt({ row, column: range.from.column });
      if (path && grid.valueAt({ row, column: range.from.column }) !== undefined) grid.session.put(path, { kind: "set", value: null });
    }
  } else {
    const edits: Edit[] = clearAll(grid.area);
    grid.table?.hold();
    if (edits.length > 0 && !(await grid.session.edit(edits))) return;
    if (edits.length > many) grid.said = `${count(edits.length, "cell")} emptied`;
  }
  grid.draft = "";
}
