/** What stands below the head of a grid, from top to bottom: bands, rows, and the notes of one row. */
import type { Entry } from "../model";
import type { Row } from "../../../generated/Row";
import { windowOf } from "../gridkeys";
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

// Where the notes and the rows of a list of lines stand is worked out once for each list, not for each scroll.
const places = new WeakMap<readonly Line[], { notes: number; rows: Int32Array }>();

function placesIn(lines: readonly Line[]): { notes: number; rows: Int32Array } {
  const known = places.get(lines);
  if (known) return known;
  const made = { notes: -1, rows: new Int32Array(lines.length) };
  lines.forEach((line, at) => {
    if (line.is === "notes") made.notes = at;
    else if (line.is === "row") made.rows[line.row] = at;
  });
  places.set(lines, made);
  return made;
}

/** Which line a row is; -1 for none. */
export function lineOfRow(lines: readonly Line[], row: number): number {
  const at = placesIn(lines).rows[row] ?? -1;
  const line = lines[at];
  return line?.is === "row" && line.row === row ? at : -1;
}

/** Where a line begins below the head, in px. `notes` is the height of the open notes. */
export function topOf(lines: readonly Line[], at: number, notes: number): number {
  const open = placesIn(lines).notes;
  return at * lineHeight + (open >= 0 && at > open ? notes - lineHeight : 0);
}

/** Which lines are drawn at a place of the scroll bar. */
export function drawn(lines: readonly Line[], top: number, height: number, notes: number): Span {
  const open = placesIn(lines).notes;
  // Notes are one line that is higher: above it nothing is different, below it everything lies as much lower.
  const more = open < 0 ? 0 : notes - lineHeight;
  const above = open >= 0 && top > topOf(lines, open + 1, notes) ? top - more : open >= 0 && top > topOf(lines, open, notes) ? open * lineHeight : top;
  const { from, to } = windowOf(lines.length, lineHeight, above, height + Math.max(0, -more));
  return { from, to, before: topOf(lines, from, notes), after: topOf(lines, lines.length, notes) - topOf(lines, to, notes) };
}

/** A line that is drawn, or the room of lines that are not. */
export type Drawn = { is: "line"; line: Line; at: number } | { is: "gap"; height: number; key: string };

/** The lines of a span, with one more that is drawn wherever it is: the one in which somebody may be typing. */
export function withKept(lines: readonly Line[], span: Span, kept: number, notes: number): Drawn[] {
  const all: Drawn[] = [];
  let next = 0;
  const draw = (at: number): void => {
    const line = lines[at];
    if (!line || at < next) return;
    gap(at);
    all.push({ is: "line", line, at });
    next = at + 1;
  };
  const gap = (at: number): void => {
    if (at > next) all.push({ is: "gap", height: topOf(lines, at, notes) - topOf(lines, next, notes), key: `gap ${all.length}` });
  };
  if (kept >= 0 && kept < span.from) draw(kept);
  for (let at = span.from; at < span.to; at += 1) draw(at);
  if (kept >= span.to) draw(kept);
  gap(lines.length);
  return all;
}
