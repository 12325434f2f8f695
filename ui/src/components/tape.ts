/**
 * Where the labels of the tape stand. Two rows per lane; a label never covers another label or
 * crosses a tick, and what finds no place is counted: "+2". Pure geometry, in px.
 */

export interface TapeMark {
  id: string;
  lane: "clock" | "log";
  /** Milliseconds since the epoch. */
  at: number;
  label: string;
  state: "done" | "late" | "overdue" | "risk" | "due" | "plain";
}

export interface PlacedMark extends TapeMark {
  /** Place of the tick from the left edge of the axis. */
  x: number;
  /** Row of the label: 0 is nearest to the axis, 1 farther; null for a tick without a label. */
  row: 0 | 1 | null;
  /** Which side of its tick the label stands on. */
  side: "right" | "left";
  /** How many marks without a place this label stands for. */
  hidden: number;
}

export interface Window {
  from: number;
  to: number;
  now: number;
  /** Width of the axis in px. */
  width: number;
}

/** The 50 minutes around now, with now at 62 %. */
export function tapeWindow(now: number, width: number, minutes = 50): Window {
  const span = minutes * 60_000;
  const from = now - span * 0.62;
  return { from, to: from + span, now, width };
}

export function tapeX(at: number, window: Window): number {
  return ((at - window.from) / (window.to - window.from)) * window.width;
}

/** Space between a tick and its label, and between a label and what follows it. */
const gap = 5;
const stateOrder: Record<TapeMark["state"], number> = { overdue: 0, risk: 1, due: 2, late: 3, done: 4, plain: 5 };

interface Box {
  row: 0 | 1;
  from: number;
  to: number;
}

/**
 * Places the marks of one lane. `measure` gives a label's width in px. Urgent marks choose first,
 * then the newest, so that what is missing is old and calm. `uncounted` marks found no room even
 * for a "+n": their number stands at the head of the lane.
 */
export function placeLane(
  marks: readonly TapeMark[],
  window: Window,
  measure: (label: string, state: TapeMark["state"]) => number,
): { placed: PlacedMark[]; uncounted: number } {
  const shown: PlacedMark[] = marks
    .map((mark) => ({ ...mark, x: tapeX(mark.at, window), row: null, side: "right" as const, hidden: 0 }))
    .filter((mark) => mark.x >= 0 && mark.x <= window.width)
    .sort((a, b) => a.x - b.x);
  const nowX = tapeX(window.now, window);
  const boxes: Box[] = [];
  // Ticks that are already drawn through a row: near-row ticks pass row 0, far-row ticks both.
  const ticks: { x: number; row: 0 | 1 }[] = [];

  const free = (box: Box, x: number): boolean => {
    if (box.from < 0 || box.to > window.width) return false;
    if (box.from < nowX && box.to > nowX) return false;
    for (const other of boxes) {
      if (other.row === box.row && box.from < other.to + gap && other.from < box.to + gap) return false;
      // The own tick of a far label passes the near row, and must not cut a label there.
      if (other.row <= box.row && x > other.from - 2 && x < other.to + 2) return false;
    }
    return ticks.every((tick) => tick.row < box.row || tick.x === x || tick.x <= box.from - 2 || tick.x >= box.to + 2);
  };

  const place = (mark: PlacedMark, label: string): boolean => {
    const width = measure(label, mark.state) + gap;
    // A label that neighbours would cut in the near row goes far, and leaves the near row to them.
    const isCut = shown.some((other) => other !== mark && other.x > mark.x && other.x < mark.x + width);
    const rows = isCut ? ([1, 0] as const) : ([0, 1] as const);
    // Labels read on from their tick; the other side is for what stands close to now.
    for (const side of ["right", "left"] as const) {
      for (const row of rows) {
        const from = side === "right" ? mark.x : mark.x - width;
        const box = { row, from, to: from + width };
        if (!free(box, mark.x)) continue;
        boxes.push(box);
        ticks.push({ x: mark.x, row });
        Object.assign(mark, { row, side, label });
        return true;
      }
    }
    return false;
  };

  const order = [...shown].sort((a, b) => stateOrder[a.state] - stateOrder[b.state] || b.at - a.at);
  for (const mark of order) place(mark, mark.label);

  let uncounted = 0;
  // Neighbours without a place share one "+n".
  for (let at = 0; at < shown.length; at++) {
    const first = shown[at];
    if (!first || first.row !== null) continue;
    let end = at;
    while (shown[end + 1]?.row === null) end++;
    const group = shown.slice(at, end + 1);
    const label = `+${group.length}`;
    const host = group.find((mark) => place(mark, label));
    if (host) host.hidden = group.length;
    else uncounted += group.length;
    at = end;
  }
  return { placed: shown, uncounted };
}

/** The moments that carry a number on the axis: every five minutes. */
export function axisTicks(window: Window): { x: number; at: number }[] {
  const step = 5 * 60_000;
  const ticks = [];
  for (let at = Math.ceil(window.from / step) * step; at <= window.to; at += step) ticks.push({ x: tapeX(at, window), at });
  return ticks;
}
