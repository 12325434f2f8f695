/** What a selection of cells of a matrix takes at once, as edits of one step. Pure, so that each case has a test. */
import type { Edit } from "../../../generated/Edit";
import type { Column } from "../../../generated/Column";
import type { Row } from "../../../generated/Row";
import { carried } from "../grid/clipboard";
import type { Area } from "../grid/bulk";
import { cell, members, type Entry } from "../model";
import { cellPath, memberPath } from "../paths";
import { toggling } from "../raci";
import type { Reading } from "../values";
import { lettersEdit } from "./paste";
import { signsOf } from "./scheme";

/** A place in the matrix; the activity stands before the roles, at -1. */
export interface Spot {
  row: number;
  column: number;
}

/** The corners of what is selected between two places. */
export function cornersOf(a: Spot, b: Spot): { from: Spot; to: Spot } {
  return {
    from: { row: Math.min(a.row, b.row), column: Math.min(a.column, b.column) },
    to: { row: Math.max(a.row, b.row), column: Math.max(a.column, b.column) },
  };
}

const takesLetters = (column: Entry<Column>): boolean => column.item.type === "letters";

/** A letter for every cell of roles: taken away where all of them hold it, else given to those that lack it. */
export function toggleOver({ section, rows, columns }: Area, letter: string): Edit[] {
  const cells = rows.flatMap((row) => columns.filter(takesLetters).map((column) => ({ path: cellPath(section, row.id, column.id), value: cell(row.item, column.id) })));
  const isHeldByAll = cells.every(({ value }) => signsOf(value).includes(letter));
  return cells.flatMap(({ path, value }): Edit[] => {
    if (!isHeldByAll && signsOf(value).includes(letter)) return [];
    const [at, wish] = toggling(path, value, letter);
    return wish.kind === "set" ? [{ edit: "set", path: at, value: wish.value }] : [];
  });
}

/** Empties the cells, letter by letter, so that a letter that somebody adds at the same time stays. Names of activities stay. */
export function clearOver({ section, rows, columns }: Area, activity: string | null): Edit[] {
  return rows.flatMap((row) =>
    columns.flatMap((column): Edit[] => {
      const value = cell(row.item, column.id);
      const path = cellPath(section, row.id, column.id);
      if (value === undefined || column.id === activity) return [];
      if (!takesLetters(column) || typeof value === "string") return [{ edit: "set", path, value: null }];
      return members(value).map((letter) => ({ edit: "set", path: memberPath(path, letter), value: null }));
    }),
  );
}

/** The first row goes into the others; letters go without their notes, which are about one activity. */
export function fillDownOver({ section, rows, columns }: Area, activity: string | null, reading: Reading): Edit[] {
  const [source, ...others] = rows;
  if (!source) return [];
  return others.flatMap((row: Entry<Row>) =>
    columns.flatMap((column): Edit[] => {
      if (column.id === activity) return [];
      const value = cell(source.item, column.id);
      if (takesLetters(column)) return lettersEdit(section, row, column.id, signsOf(value));
      const words = carried(column, value, column, reading);
      return words === carried(column, cell(row.item, column.id), column, reading) ? [] : [{ edit: "fill", path: cellPath(section, row.id, column.id), words }];
    }),
  );
}
