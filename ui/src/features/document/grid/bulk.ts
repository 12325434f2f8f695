/** What is done to many rows or cells at once, as edits of one step. Pure, so that each case has a test. */
import type { Column } from "../../../generated/Column";
import type { Edit } from "../../../generated/Edit";
import type { Row } from "../../../generated/Row";
import type { Value } from "../../../generated/Value";
import { isFiles } from "../attachment/files";
import { cell, members, type Entry } from "../model";
import { cellPath, rowsPath } from "../paths";
import { isCount, type Reading } from "../values";
import { carried } from "./clipboard";

/** Rows and columns of a range, in the order in which they are shown. */
export interface Area {
  section: string;
  rows: readonly Entry<Row>[];
  columns: readonly Entry<Column>[];
}

/** Edits, and the names of columns that keep their files because words or copies were meant for them. */
export interface Bulk {
  edits: Edit[];
  files: string[];
}

/** Every cell of the area takes the same words, as each column reads them. */
export function fillWith({ section, rows, columns }: Area, words: string): Bulk {
  const taking = columns.filter((column) => !isFiles(column.item));
  const edits = rows.flatMap((row) => taking.map((column): Edit => ({ edit: "fill", path: cellPath(section, row.id, column.id), words })));
  return { edits, files: columns.filter((column) => isFiles(column.item)).map((column) => column.item.name) };
}

/** The values of one row go into the rows below it. Numbers that count rows are left as they are. */
export function fillDown({ section, rows, columns }: Area, source: Row, reading: Reading): Bulk {
  const edits: Edit[] = [];
  const files = new Set<string>();
  for (const column of columns) {
    if (isCount(column.item)) continue;
    const value = cell(source, column.id);
    if (isFiles(column.item)) {
      if (members(value).length > 0) files.add(column.item.name);
      continue;
    }
    const words = carried(column, value, column, reading);
    for (const row of rows) edits.push({ edit: "fill", path: cellPath(section, row.id, column.id), words });
  }
  return { edits, files: [...files] };
}

/** Empties the cells of the area that hold something. */
export function clearAll({ section, rows, columns }: Area): Edit[] {
  return rows.flatMap((row) => columns.filter((column) => cell(row.item, column.id) !== undefined).map((column): Edit => ({ edit: "set", path: cellPath(section, row.id, column.id), value: null })));
}

export const removeAll = (section: string, rows: readonly Entry<Row>[]): Edit[] => rows.map((row) => ({ edit: "remove", path: rowsPath(section), id: row.id }));

/**
 * Copies of rows below the last of them, in their order. Numbers that count rows go on from the highest; what is kept about a
 * person for a time stays with the row that it was kept for.
 */
export function duplicate({ section, rows, columns }: Area, highest: number): Bulk {
  const after = rows[rows.length - 1]?.id ?? null;
  const files = new Set<string>();
  const made = rows.map((row, at): Edit => {
    const cells: Record<string, Value> = {};
    for (const column of columns) {
      const value = cell(row.item, column.id);
      if (isCount(column.item)) cells[column.id] = String(highest + at + 1);
      else if (value !== undefined && column.item.type === "personal-data") files.add(column.item.name);
      else if (value !== undefined) cells[column.id] = value;
    }
    return { edit: "add", path: rowsPath(section), after, item: { item: "row", value: { pos: "", cells } } };
  });
  // Each goes directly below the same row, so the last is added first.
  return { edits: made.reverse(), files: [...files] };
}

/** Rows in their order to a place behind a row (null: before all others). */
export function moveAll(section: string, rows: readonly Entry<Row>[], after: string | null): Edit[] {
  let last = after;
  return rows.map((row): Edit => {
    const edit: Edit = { edit: "move", path: rowsPath(section), id: row.id, after: last };
    last = row.id;
    return edit;
  });
}
