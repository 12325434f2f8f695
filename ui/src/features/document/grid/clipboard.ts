/** A cell on its way out: exact enough that it comes back the same, and never run by a spreadsheet. */
import type { Column } from "../../../generated/Column";
import type { Value } from "../../../generated/Value";
import { isMany, members } from "../model";
import { harmless } from "../table/csv";
import { editText, wordsLine, type Reading } from "../values";
import type { OutCell } from "./markup";

export { htmlOf, sheetOf as forSheets } from "./markup";

const exact = new Set(["date", "instant", "number", "percent", "time", "link", "markdown", "text"]);

/** The text of a value as it is copied: a day with its year, a moment with its day, a name for an id. */
export function copied(column: Column, value: Value | undefined, reading: Reading): string {
  return harmless(exact.has(column.type) ? editText(column, value, reading) : wordsLine(column, value, reading));
}

/** The same for a table of HTML, where a number stays one for a spreadsheet in any language. */
export function outCell(column: Column, value: Value | undefined, reading: Reading): OutCell {
  const text = copied(column, value, reading);
  const number = Number(text);
  return column.type === "number" && text !== "" && Number.isFinite(number) && String(number) === text ? { text, number } : { text };
}

/**
 * What a cell of one column is filled with to hold the value of another exactly: the id of a name that two people have, the
 * moment with its seconds. Words where the columns hold different things.
 */
export function carried(from: { id: string; item: Column }, value: Value | undefined, to: { id: string; item: Column }, reading: Reading): string {
  const [type, list] = [from.item.type, members(value)];
  const isSame = type === to.item.type && (type !== "choice" || from.id === to.id);
  if (list.length === 0) return "";
  // A set is read at its commas, so a member that has one goes as it is shown.
  if (!isSame || (isMany(to.item) && list.some((member) => /[,;\n]/.test(member)))) return exact.has(type) ? editText(from.item, value, reading) : wordsLine(from.item, value, reading);
  return list.join(isMany(to.item) ? ", " : "; ");
}

/** What was copied last in this window, with its text: pasted here again, each value is exactly what it was. */
export interface Copied {
  text: string;
  columns: readonly { id: string; item: Column }[];
  values: readonly (readonly (Value | undefined)[])[];
}

let last: Copied | null = null;
export const remember = (copy: Copied): void => void (last = copy);
/** The copy whose text the clipboard still holds; line ends may have changed on the way. */
export function remembered(text: string): Copied | null {
  const plain = (words: string): string => words.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  // A line end has grown by a letter at most, so a text of another length is compared no further.
  if (!last || text.length > 2 * last.text.length + 2 || last.text.length > text.length + 2) return null;
  return last.text === text || plain(last.text) === plain(text) ? last : null;
}
