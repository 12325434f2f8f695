/** What stands below the head of a grid, from top to bottom: bands, rows, and the notes of one row. */
import type { Entry } from "../model";
import type { Row } from "../../../generated/Row";
import { spanOf, windowOf } from "../gridkeys";
import type { Band } from "../table/view";

export type Line = { is: "row"; row: number } | { is: "band"; band: Band } | { is: "notes"; row: number; id: string };

/** Height of a row that is cut to one line, and of a band, in px. */
export const lineHeight = 28;

/** The lines of rows under bands; below the open row its notes. */
export function linesOf(rows: readonly Entry<Row>[], bands: readonly Band[], open: string | null): Line[] {
  const lines: Line[] = [];
  let next = 0;
  rows.forEach((row, at) => {
    // A closed band stands where its rows would be.
    for (; next < bands.length && (bands[next]?.at ?? 0) <= at; next += 1) lines.push({ is: "band", band: bands[next] as Band });
    lines.push({ is: "row", row: at });
    if (row.id === open) lines.push({ is: "notes", row: at, id: row.id });
  });
  for (; next < bands.length; next += 1) lines.push({ is: "band", band: bands[next] as Band });
  return lines;
}

export interface Span {
  from: number;
  to: number;
  /** Room of the lines before and after, in px. */
  before: number;
  after: number;
}

/** Which lines are drawn at a place of the scroll bar. `notes` is the height of the open notes. */
export function drawn(lines: readonly Line[], top: number, height: number, notes: number): Span {
  const heights = lines.some((line) => line.is === "notes") ? lines.map((line) => (line.is === "notes" ? notes : lineHeight)) : null;
  if (heights) return spanOf(heights, top, height, 8 * lineHeight);
  const { from, to } = windowOf(lines.length, lineHeight, top, height);
  return { from, to, before: from * lineHeight, after: (lines.length - to) * lineHeight };
}
