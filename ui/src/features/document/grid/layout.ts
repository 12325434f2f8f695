/** How wide the columns of a grid are, by what they hold. */
import type { Column } from "../../../generated/Column";
import type { Entry } from "../model";
import { isCount } from "../values";

const least: Record<string, number> = { number: 56, percent: 64, date: 96, time: 64, instant: 96, duration: 80, "yes-no": 56, choice: 88, reference: 104, link: 120 };
const share: Record<string, number> = { text: 2, markdown: 3, reference: 1.2, link: 1.5, choice: 1 };

/** Width of the column of row handles, in px. */
export const handleWidth = 36;

/** The same with room for the mark of notes beside the number. */
export const handleOf = (hasNotes: boolean): number => (hasNotes ? handleWidth + 16 : handleWidth);

export function leastWidth(column: Column): number {
  if (isCount(column)) return 40;
  if (column.type === "choice") {
    // A sign and the longest of the names stand on one line, as far as there is room.
    const longest = Math.max(0, ...Object.values(column.choices ?? {}).map((choice) => choice.name.length));
    return Math.max(88, Math.min(152, Math.ceil(longest * 6.5) + 34));
  }
  // The longest word of the name fits on its line: about 6.5 px a letter, and the padding.
  const word = Math.max(...column.name.split(/\s+/).map((part) => part.length));
  return Math.max(least[column.type] ?? 112, Math.min(140, Math.ceil(word * 6.5) + 18));
}

/** The grid template of a row, without the handle. */
export function template(columns: readonly Entry<Column>[]): string {
  return columns.map(({ item }) => (isCount(item) ? "40px" : `minmax(${leastWidth(item)}px, ${share[item.type] ?? 0.7}fr)`)).join(" ");
}

/** The width below which a grid scrolls sideways, in px. */
export function leastTotal(columns: readonly Entry<Column>[]): number {
  return columns.reduce((sum, { item }) => sum + leastWidth(item), handleWidth);
}

/** Above this many rows only those on screen are drawn, each of one height. */
export const drawAll = 120;
