/** A cell on its way out: exact enough that it comes back the same, and never run by a spreadsheet. */
import type { Column } from "../../../generated/Column";
import type { Value } from "../../../generated/Value";
import { harmless } from "../table/csv";
import { editText, wordsLine, type Reading } from "../values";

const exact = new Set(["date", "instant", "number", "percent", "time", "link", "markdown", "text"]);

/** The text of a value as it is copied: a day with its year, a moment with its day, a name for an id. */
export function copied(column: Column, value: Value | undefined, reading: Reading): string {
  return harmless(exact.has(column.type) ? editText(column, value, reading) : wordsLine(column, value, reading));
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Cells as a table of HTML, which a spreadsheet or a mail keeps as a table. */
export function htmlOf(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${escaped(cell).replaceAll("\n", "<br>")}</td>`).join("")}</tr>`);
  return `<table>${lines.join("")}</table>`;
}
