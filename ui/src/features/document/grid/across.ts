/** Which columns of a grid are drawn, and which stay in sight while the others move past. Pure. */
import type { Column } from "../../../generated/Column";
import type { Entry } from "../model";
import { isCount } from "../values";

/** A column that is drawn, or the room of columns that are not. `left` is where a column stays while others move, in px. */
export type Piece = { is: "column"; at: number; column: Entry<Column>; left: number | null } | { is: "gap"; width: number; key: string };

/** The columns that stay at the left: the first that says something, with the number before it, while they leave most of the room. */
export function frozenCount(columns: readonly Entry<Column>[], widths: readonly number[], room: number): number {
  const wanted = columns[0] && isCount(columns[0].item) ? 2 : 1;
  let sum = 0;
  for (let n = 0; n < Math.min(wanted, columns.length); n += 1) {
    sum += widths[n] ?? 0;
    // At a zoom of 200 % a wide first column would leave nothing to read beside it.
    if (sum > room * 0.45) return n;
  }
  return Math.min(wanted, columns.length);
}

/** Where each column begins, and where the last ends. */
export function edgesOf(widths: readonly number[]): number[] {
  const edges = [0];
  for (const width of widths) edges.push((edges[edges.length - 1] ?? 0) + width);
  return edges;
}

/** The first column that ends behind a place: what a scroll looks up, without a walk over all of them. */
export function columnAt(edges: readonly number[], x: number): number {
  let [low, high] = [0, Math.max(0, edges.length - 2)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle + 1] ?? 0) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The columns on screen, with some to spare on either side. `frozen` ones are always drawn and not among them. */
export function spanAcross(edges: readonly number[], frozen: number, left: number, room: number, spare = 240): { from: number; to: number } {
  const count = edges.length - 1;
  const from = Math.max(frozen, columnAt(edges, left + (edges[frozen] ?? 0) - spare));
  return { from: Math.min(from, count), to: Math.min(count, Math.max(frozen, columnAt(edges, left + room + spare) + 1)) };
}

/**
 * What a row draws from left to right. The column `kept`, in which somebody may be typing, is drawn wherever it is: what is
 * typed and the composition of an input method must not end because something else is looked at.
 */
export function piecesOf(columns: readonly Entry<Column>[], edges: readonly number[], frozen: number, span: { from: number; to: number }, kept: number | null, handle: number): Piece[] {
  const pieces: Piece[] = [];
  let next = 0;
  const upTo = (at: number): void => {
    if (at > next) pieces.push({ is: "gap", width: (edges[at] ?? 0) - (edges[next] ?? 0), key: `gap ${pieces.length}` });
  };
  const draw = (at: number): void => {
    const column = columns[at];
    if (!column || at < next) return;
    upTo(at);
    pieces.push({ is: "column", at, column, left: at < frozen ? handle + (edges[at] ?? 0) : null });
    next = at + 1;
  };
  for (let at = 0; at < frozen; at += 1) draw(at);
  if (kept !== null && kept < span.from) draw(kept);
  for (let at = span.from; at < span.to; at += 1) draw(at);
  if (kept !== null && kept >= span.to) draw(kept);
  upTo(columns.length);
  return pieces;
}

/** The grid template of these pieces, without the handle; every column has a width of its own here. */
export const piecesTemplate = (pieces: readonly Piece[], widths: readonly number[]): string => pieces.map((piece) => `${piece.is === "gap" ? piece.width : (widths[piece.at] ?? 0)}px`).join(" ");
