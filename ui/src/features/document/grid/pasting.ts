/** Copying and pasting between a grid and a spreadsheet. */
import type { Value } from "../../../generated/Value";
import { count } from "../../../components/text";
import { isFiles } from "../attachment/files";
import { cell } from "../model";
import { filesWords, planPaste, tiled, type Sheet } from "../table/paste";
import { isBlockOfCells, meant, parseTsv, pasteLimits, printTsv, tooLong, tooMany } from "../tsv";
import { addColumns, newColumn } from "./columns";
import { carried, copied, forSheets, htmlOf, outCell, remember, remembered } from "./clipboard";
import { mannerIn, mannerOf, understood } from "./foreign";
import type { GridState, Spot } from "./grid.svelte";
import { cellsIn } from "./markup";
import { misfits, misfitWords } from "./misfit";
import { groupOf } from "./rows";

/** What a clipboard brings. */
export interface Brought {
  text: string;
  html: string;
}

type Cells = readonly (readonly string[])[];

/** The range as a spreadsheet takes it: as text and as a table. */
export function copyRange(grid: GridState): Brought {
  const range = grid.range;
  if (!range) return { text: "", html: "" };
  const { reading } = grid.session;
  const spots = Array.from({ length: range.to.row - range.from.row + 1 }, (_, r) =>
    Array.from({ length: range.to.column - range.from.column + 1 }, (_, c): Spot => ({ row: range.from.row + r, column: range.from.column + c })),
  );
  const texts = spots.map((line) => line.map((spot) => (grid.columnAt(spot) ? copied(grid.columnAt(spot)!.item, grid.valueAt(spot), reading) : "")));
  const text = printTsv(texts);
  if (grid.shape === "table") {
    const area = grid.area;
    const values = area.rows.map((row) => area.columns.map((column): Value | undefined => cell(row.item, column.id)));
    remember({ text, columns: area.columns, values });
  }
  const html = forSheets(htmlOf(spots.map((line) => line.map((spot) => (grid.columnAt(spot) ? outCell(grid.columnAt(spot)!.item, grid.valueAt(spot), reading) : { text: "" })))));
  return { text, html };
}

/** The cells of a clipboard: of its table where it brings one, which keeps line breaks and numbers, else of its text. */
export function cellsOf({ text, html }: Brought): Cells | string {
  const long = tooLong(Math.max(text.length, text === "" ? html.length : 0));
  if (long) return long;
  const own = remembered(text);
  const table = own || html.length > pasteLimits.letters ? null : cellsIn(html);
  // The words of one cell are taken as they are: only a spreadsheet puts quotes around them.
  if (!table && !own && !isBlockOfCells(text)) return [[meant(text.replace(/\r?\n$/, ""))]];
  const cells = (table ?? parseTsv(text)).map((line) => line.map(meant));
  return tooMany(cells) ?? cells;
}

/** Pastes from the active cell on, as one step; rows that are missing are added. What is too large is refused with its reason. */
export async function paste(grid: GridState, brought: Brought): Promise<void> {
  if (!grid.active || !grid.session.canEdit) return;
  const range = grid.range ?? { from: grid.active, to: grid.active };
  const { from } = range;
  const read = cellsOf(brought);
  if (typeof read === "string") return grid.say(read);
  const isSingle = read.length === 1 && read[0]?.length === 1 && !isBlockOfCells(brought.text);
  if (grid.shape === "form") return isSingle ? grid.write(from, read[0]?.[0] ?? "") : fillForm(grid, read, from);
  const high = range.to.row - from.row + 1;
  const wide = range.to.column - from.column + 1;
  const of = grid.columnAt(from)?.item;
  // Words in a text belong to what is typed, and are saved as that is; files are never given up for words.
  if (isSingle && high * wide === 1 && (!of || isFiles(of) || of.type === "text" || of.type === "markdown")) return grid.write(from, read[0]?.[0] ?? "");
  const cells = tiled(meantHere(grid, brought.text, read, from, high, wide), high, wide);
  const { lost } = planPaste(sheetOf(grid), cells, from.row, from.column);
  if (lost > 0) grid.offer = { cells, from, lost };
  else await insert(grid, cells, from);
}

/** Cells as the columns they go to read them: what was copied here exactly, what a spreadsheet wrote in its own manner. */
function meantHere(grid: GridState, text: string, cells: Cells, from: Spot, high: number, wide: number): Cells {
  const own = remembered(text);
  const width = cells.reduce((most, line) => Math.max(most, line.length), 0);
  const isTiled = high * wide > 1 && width > 0 && wide % width === 0 && wide > width;
  // A block that is repeated over other columns than its own goes as words; each column reads them.
  if (isTiled) return cells;
  const target = Array.from({ length: width }, (_, c) => grid.columns[from.column + c]);
  if (own && own.values.length === cells.length) {
    const { reading } = grid.session;
    return own.values.map((line) =>
      line.map((value, c) => {
        const [source, to] = [own.columns[c], target[c]];
        if (source && to) return carried(source, value, to, reading);
        return source ? meant(copied(source.item, value, reading)) : "";
      }),
    );
  }
  const columns = target.map((column) => column?.item);
  const manner = mannerIn(cells, columns, mannerOf(navigator.language));
  return cells.map((line) => line.map((typed, c) => (columns[c] ? understood(typed, columns[c], manner) : typed)));
}

/** What becomes of a paste that was too wide. */
export async function answerOffer(grid: GridState, what: "add" | "leave" | "drop"): Promise<void> {
  const offer = grid.offer;
  grid.offer = null;
  if (!offer || what === "drop") return;
  const names = what === "add" ? Array.from({ length: offer.lost }, (_, n) => `Column ${grid.all.length + n + 1}`) : [];
  await insert(grid, offer.cells, offer.from, names);
}

/** Pastes as one step, with the columns that it needs beside those that are there. */
async function insert(grid: GridState, cells: Cells, from: Spot, names: readonly string[] = []): Promise<void> {
  const counting = grid.counting();
  const group = groupOf(grid, grid.rows.length - 1);
  const extra = (at: number): Record<string, string> => ({ ...group, ...(counting ? { [counting.column]: String(counting.highest + 1 + at) } : {}) });
  const last = grid.columns[grid.columns.length - 1]?.id ?? null;
  const wider = addColumns(grid.section, last, names.map((name) => newColumn(name, "text")));
  const sheet = sheetOf(grid);
  const { edits, files, added } = planPaste({ ...sheet, columns: [...sheet.columns, ...wider.columns] }, cells, from.row, from.column, extra);
  if (names.length > 0) edits.unshift(wider.edit);
  grid.table?.hold();
  if (edits.length > 0 && !(await grid.session.edit(edits))) return;
  const width = cells.reduce((most, line) => Math.max(most, line.length), 0);
  grid.select(from, { row: from.row + cells.length - 1, column: from.column + width - 1 });
  const area = grid.area;
  const unfit = area.columns.reduce((sum, column) => sum + misfits(column, area.rows, grid.session.reading).length, 0);
  grid.said = `${count(cells.length, "row")} pasted${added > 0 ? `, ${added} of them added` : ""}`;
  const words = [misfitWords(unfit), filesWords(files)].filter(Boolean).join(" ");
  if (words) grid.say(words);
}

async function fillForm(grid: GridState, cells: Cells, from: Spot): Promise<void> {
  for (const [r, line] of cells.entries()) {
    const spot = { row: from.row + r, column: 0 };
    if (spot.row < grid.height) await grid.write(spot, line[0] ?? "");
  }
  const lost = Math.max(0, from.row + cells.length - grid.height);
  if (lost > 0) grid.session.problem = `${lost} of the lines that were pasted lie below the last field and were left out; the others are in. Add fields and paste again.`;
  grid.draft = grid.active ? grid.textAt(grid.active) : "";
}

const sheetOf = (grid: GridState): Sheet => ({ section: grid.section, rows: grid.rows, columns: grid.columns });
