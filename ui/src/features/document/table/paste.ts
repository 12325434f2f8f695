/** What a paste does to a table, as edits of one step. Pure, so that each case has a test. */
import type { Column } from "../../../generated/Column";
import type { Edit } from "../../../generated/Edit";
import type { Row } from "../../../generated/Row";
import { isFiles } from "../attachment/files";
import type { Entry } from "../model";
import { cellPath } from "../paths";

export interface Sheet {
  section: string;
  /** Rows in the order in which they are shown. */
  rows: readonly Entry<Row>[];
  columns: readonly Entry<Column>[];
}

export interface PastePlan {
  edits: Edit[];
  /** Columns of what is pasted that lie outside the table and hold something. */
  lost: number;
  added: number;
  /** Names of the columns of files that words were meant for: those keep their files. */
  files: string[];
}

/** What a row that is added has beside what is pasted: the same for all, or by its place among those that are added. */
export type Extra = Readonly<Record<string, string>> | ((at: number) => Readonly<Record<string, string>>);

/** The edits for cells that are pasted with their corner at a row and column. */
export function planPaste(sheet: Sheet, cells: readonly (readonly string[])[], row: number, column: number, extra: Extra = {}): PastePlan {
  const { section, rows, columns } = sheet;
  const edits: Edit[] = [];
  const added: Record<string, string>[] = [];
  const files = new Set<string>();
  cells.forEach((line, r) => {
    const target = rows[row + r];
    const words: Record<string, string> = target ? {} : { ...(typeof extra === "function" ? extra(added.length) : extra) };
    line.forEach((typed, c) => {
      const of = columns[column + c];
      if (!of) return;
      // Words in place of a file would lose the file.
      if (isFiles(of.item)) {
        if (typed.trim() !== "") files.add(of.item.name);
      } else if (target) edits.push({ edit: "fill", path: cellPath(section, target.id, of.id), words: typed });
      else if (typed !== "") words[of.id] = typed;
    });
    if (!target) added.push(words);
  });
  if (added.length > 0) edits.push({ edit: "add_rows", section, after: rows[rows.length - 1]?.id ?? null, rows: added });
  return { edits, lost: lostColumns(cells, columns.length - column), added: added.length, files: [...files] };
}

/** Cells repeated over a range that is a whole number of times as large, as spreadsheets do; else the cells themselves. */
export function tiled(cells: readonly (readonly string[])[], rows: number, columns: number): readonly (readonly string[])[] {
  const [high, wide] = [cells.length, cells[0]?.length ?? 0];
  const fits = high > 0 && wide > 0 && cells.every((line) => line.length === wide) && rows % high === 0 && columns % wide === 0 && (rows > high || columns > wide);
  if (!fits) return cells;
  return Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => cells[r % high]?.[c % wide] ?? ""));
}

/** What is said of columns of files that words were meant for; empty for none. */
export function filesWords(names: readonly string[]): string {
  if (names.length === 0) return "";
  const list = names.map((name) => name || "Unnamed").join(", ");
  return `${list} ${names.length === 1 ? "holds" : "hold"} files, not words: what was meant for ${names.length === 1 ? "it" : "them"} was left out, and attached files stay.`;
}

/** How many columns of cells beyond the first `room` hold something. */
export function lostColumns(cells: readonly (readonly string[])[], room: number): number {
  let last = room;
  for (const line of cells) line.forEach((typed, c) => (last = typed.trim() !== "" && c + 1 > last ? c + 1 : last));
  return last - room;
}

/** The cells of an imported file under the columns of the table, by the names in its head. */
export interface ImportPlan {
  rows: Record<string, string>[];
  /** Names of columns in the file that the table does not have. */
  unknown: string[];
  /** Names of columns that hold files, which a text cannot bring. */
  files: string[];
}

export function planImport(sheet: Sheet, file: readonly (readonly string[])[]): ImportPlan {
  const [head = [], ...lines] = file;
  const fold = (text: string): string => text.trim().toLowerCase();
  const used = new Set<string>();
  const files = new Set<string>();
  const targets = head.map((name, c) => {
    const found = sheet.columns.find((c) => !used.has(c.id) && (fold(c.item.name) === fold(name) || (c.item.key !== undefined && c.item.key !== "" && c.item.key === fold(name))));
    if (found) used.add(found.id);
    if (found && isFiles(found.item) && lines.some((line) => (line[c] ?? "").trim() !== "")) files.add(found.item.name);
    return found ? { id: isFiles(found.item) ? null : found.id } : null;
  });
  const rows = lines
    .filter((line) => line.some((typed) => typed.trim() !== ""))
    .map((line) =>
      Object.fromEntries(
        line.flatMap((typed, c) => {
          const id = targets[c]?.id;
          return id && typed !== "" ? [[id, typed] as const] : [];
        }),
      ),
    );
  return { rows, files: [...files], unknown: head.filter((name, c) => targets[c] === null && (name.trim() !== "" || lines.some((line) => (line[c] ?? "").trim() !== ""))) };
}
