/** How wide the columns of a grid are, by what they hold and by what a person made of them. */
import type { Column } from "../../../generated/Column";
import type { Entry } from "../model";
import { isCount } from "../values";

const least: Record<string, number> = { number: 56, percent: 64, date: 96, time: 64, instant: 96, duration: 80, "yes-no": 56, choice: 88, reference: 104, link: 120 };
const share: Record<string, number> = { text: 2, markdown: 3, reference: 1.2, link: 1.5, choice: 1 };
/** Widths in a grid of so many columns that nothing is left to share out, in px. */
const usual: Record<string, number> = { text: 176, markdown: 240, reference: 128, link: 160 };

/** Width of the column of row handles, in px. */
export const handleWidth = 36;

/** The same with room for the mark of notes beside the number. */
export const handleOf = (hasNotes: boolean): number => (hasNotes ? handleWidth + 16 : handleWidth);

/** How narrow and how wide a person can make a column, in px. */
export const widths = { least: 40, most: 960 };

/** The width that was stored for a column, in px; null where none was, or what is stored is none. */
export function ownWidth(column: Column): number | null {
  const width = Number(column.options?.["width"] ?? "");
  return Number.isFinite(width) && width > 0 ? clampWidth(width) : null;
}

export const clampWidth = (width: number): number => Math.round(Math.max(widths.least, Math.min(widths.most, width)));

/** Whether the window leaves a column out. */
export const isHidden = (column: Column): boolean => column.options?.["hidden"] === "yes";

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

/** The width of a column that counts this many rows: a number that is cut reads as another one. */
export const countWidth = (rows: number): number => Math.max(40, String(rows).length * 8 + 14);

/** The width that the longest number of a column needs, where that is more than its least: a number that is cut reads as another one. */
export function figureWidth(column: Column, longest: number): number | null {
  if (column.type !== "number" && column.type !== "percent") return null;
  const needed = Math.min(200, Math.ceil(longest * 7.5) + 18);
  return needed > leastWidth(column) ? needed : null;
}

/** The width of a column where each has one of its own, in px. */
export const usualWidth = (column: Column): number => Math.max(leastWidth(column), usual[column.type] ?? 0);

type WidthOf = (column: Entry<Column>) => number | null;
const stored: WidthOf = ({ item }) => ownWidth(item);

/** The grid template of a row, without the handle. */
export function template(columns: readonly Entry<Column>[], own: WidthOf = stored): string {
  return columns
    .map((column) => {
      const width = own(column);
      if (width !== null) return `${width}px`;
      return isCount(column.item) ? "40px" : `minmax(${leastWidth(column.item)}px, ${share[column.item.type] ?? 0.7}fr)`;
    })
    .join(" ");
}

/** The width below which a grid scrolls sideways, in px. */
export function leastTotal(columns: readonly Entry<Column>[], own: WidthOf = stored): number {
  return columns.reduce((sum, column) => sum + (own(column) ?? leastWidth(column.item)), handleWidth);
}

/** Above this many rows only those on screen are drawn, each of one height. */
export const drawAll = 120;
/** Above this many columns only those on screen are drawn, each of one width. */
export const drawAcross = 24;
