/**
 * The geometry of a tape of changes: where marks and handles stand, and which change comes next. Pure; times in
 * milliseconds since the epoch, places in px.
 */
import { shortMoment, wall } from "./time";

export interface Span {
  from: number;
  to: number;
  width: number;
}

/** Marks that stand too close to be told apart, as one. */
export interface Cluster {
  x: number;
  /** The first and the last of them. */
  from: number;
  to: number;
  count: number;
}

/** The stretch that a tape shows: from the first mark to now, with a little air on both sides. */
export function spanOf(first: number, now: number, width: number): Span {
  const length = Math.max(now - first, 60_000);
  return { from: first - length * 0.02, to: now + length * 0.06, width };
}

export const placeOf = (at: number, span: Span): number => ((at - span.from) / (span.to - span.from)) * span.width;
export const momentOf = (x: number, span: Span): number => span.from + (Math.min(Math.max(x, 0), span.width) / span.width) * (span.to - span.from);

/** Marks as drawn: those within a few px of one another are one. `times` are in order. */
export function clusters(times: readonly number[], span: Span, apart = 4): Cluster[] {
  const list: Cluster[] = [];
  for (const at of times) {
    const x = placeOf(at, span);
    const last = list[list.length - 1];
    if (last && x - last.x < apart) {
      last.to = at;
      last.count += 1;
    } else list.push({ x, from: at, to: at, count: 1 });
  }
  return list;
}

/** How many of the times are at or before a moment. `times` are in order. */
export function upTo(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place in `times` some steps from the change that is shown at a moment, which may lie between two changes; -1 where there is none. */
export function stepFrom(times: readonly number[], at: number, by: number): number {
  const shown = upTo(times, at) - 1;
  // Between two changes a step back leads to the moment of the one that is shown.
  const isBetween = shown >= 0 && times[shown] !== at;
  const to = isBetween && by < 0 ? shown + by + 1 : shown + by;
  return times.length === 0 ? -1 : Math.min(Math.max(to, 0), times.length - 1);
}

const steps = [60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400].map((s) => s * 1000);

/** The moments that carry words on the axis, at least so many px apart. */
export function ticksOf(span: Span, zone: string, now: number, apart = 84): { x: number; words: string }[] {
  const step = steps.find((s) => (s / (span.to - span.from)) * span.width >= apart) ?? (steps[steps.length - 1] as number);
  const list = [];
  for (let at = Math.ceil(span.from / step) * step; at <= span.to; at += step) {
    list.push({ x: placeOf(at, span), words: step >= 86_400_000 ? shortMoment(at, now + 2 * 86_400_000, zone) : wall(at, zone) });
  }
  return list;
}
