/**
 * How a table is shown, as settings of its block. A column is named by its key, else by its name: an
 * id does not survive the file form.
 */
import { fold } from "../../../components/text";
import type { Block } from "../../../generated/Block";
import type { Column } from "../../../generated/Column";
import { isMany, liveColumns, setting, type Entry } from "../model";

/** One step of an order: rows equal in the steps before are told apart by this one. */
export interface SortStep {
  column: string;
  isDown: boolean;
}

export type Layout = "list" | "board";

/** How a table is shown, with columns by id. */
export interface Shown {
  layout: Layout;
  /** Column of the board; null when the table has no choice column. */
  boardBy: string | null;
  sort: SortStep[];
  group: string | null;
}

/** How a column is named in a setting. */
export function refOf(column: Entry<Column>, columns: readonly Entry<Column>[]): string {
  const { key, name } = column.item;
  return key && columns.filter((c) => c.item.key === key).length === 1 ? key : name;
}

/** The column that a setting names: by key, then by name. */
export function byRef(ref: string, columns: readonly Entry<Column>[]): Entry<Column> | undefined {
  return (
    columns.find((c) => c.item.key === ref && ref !== "") ??
    columns.find((c) => c.item.name === ref) ??
    columns.find((c) => fold(c.item.name) === fold(ref) && ref !== "")
  );
}

const needsQuotes = (ref: string): boolean => /[,"]|\sdesc$|^\s|\s$/.test(ref) || ref === "";

/** `due, priority desc`: a name with a comma stands in quotes. */
export function printSort(steps: readonly SortStep[], columns: readonly Entry<Column>[]): string {
  return steps
    .flatMap(({ column, isDown }) => {
      const found = columns.find((c) => c.id === column);
      if (!found) return [];
      const ref = refOf(found, columns);
      return [`${needsQuotes(ref) ? JSON.stringify(ref) : ref}${isDown ? " desc" : ""}`];
    })
    .join(", ");
}

/** The steps of a `sort` setting; a column that is not there any more is passed over. */
export function parseSort(text: string, columns: readonly Entry<Column>[]): SortStep[] {
  const steps: SortStep[] = [];
  for (const [, quoted, plain, desc] of text.matchAll(/\s*(?:("(?:[^"\\]|\\.)*")|([^,"]+?))(\s+desc)?\s*(?:,|$)/g)) {
    const column = byRef(quoted === undefined ? (plain ?? "") : unquoted(quoted), columns);
    if (column && !steps.some((s) => s.column === column.id)) steps.push({ column: column.id, isDown: desc !== undefined });
  }
  return steps;
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

/** The columns that a board can stand on: one choice a row. */
export const boardColumns = (block: Block): Entry<Column>[] =>
  liveColumns(block).filter(({ item }) => item.type === "choice" && !isMany(item));

/** What the settings say, with what was chosen for this look alone on top. */
export function shownOf(block: Block, local: Readonly<Record<string, string>> = {}): Shown {
  const columns = liveColumns(block);
  const text = (key: string): string => local[key] ?? setting(block, key);
  const boards = boardColumns(block);
  const wanted = byRef(text("board_by"), boards);
  // A board is drawn by a column about the state of things, where nobody has chosen another.
  const boardBy = wanted ?? boards.find((c) => c.item.key === "state" || c.item.key === "status") ?? boards[0];
  return {
    layout: text("layout") === "board" && boardBy ? "board" : "list",
    boardBy: boardBy?.id ?? null,
    sort: parseSort(text("sort"), columns),
    group: byRef(text("group"), columns)?.id ?? null,
  };
}

/** The settings that name a column, rewritten for its new name; a setting that does not name it is left out. */
export function renamed(block: Block, column: string, name: string): Record<string, string> {
  const columns = liveColumns(block);
  const after = columns.map((c) => (c.id === column ? { ...c, item: { ...c.item, name } } : c));
  const changed: Record<string, string> = {};
  for (const key of ["group", "board_by"]) {
    const old = setting(block, key);
    const found = old === "" ? undefined : byRef(old, columns);
    const next = found?.id === column ? refOf(after.find((c) => c.id === column) ?? found, after) : old;
    if (next !== old) changed[key] = next;
  }
  const sort = setting(block, "sort");
  const steps = parseSort(sort, columns);
  if (steps.some((s) => s.column === column)) {
    const next = printSort(steps, after);
    if (next !== sort) changed["sort"] = next;
  }
  return changed;
}
