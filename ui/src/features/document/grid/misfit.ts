/** Values that do not fit the type of their column: they are kept as written, counted and found. */
import type { Column } from "../../../generated/Column";
import type { Row } from "../../../generated/Row";
import { count } from "../../../components/text";
import { isFiles } from "../attachment/files";
import { cell, type Entry } from "../model";
import { words, type Reading } from "../values";

/** The places of rows whose value in a column does not fit. Its cost is that of one column, so it is asked for, not kept. */
export function misfits(column: Entry<Column>, rows: readonly Entry<Row>[], reading: Reading): number[] {
  // What became of a file is told at its cell.
  if (isFiles(column.item)) return [];
  return rows.flatMap((row, at) => (words(column.item, cell(row.item, column.id), reading).every((word) => word.fits) ? [] : [at]));
}

/** `12 values do not fit; kept as written.` Empty for none. */
export const misfitWords = (n: number): string => (n === 0 ? "" : `${count(n, "value")} ${n === 1 ? "does" : "do"} not fit; kept as written.`);
