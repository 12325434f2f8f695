/** Where the bars, diamonds and dependencies of a timeline stand. */
import { widthOf } from "./lines";
import type { Line, Timeline } from "./shapes";

export const rowHeight = 28;
const axisHeight = 24;
/** What the word for today needs above the axis, so that it never lies over a month. */
const todayHeight = 13;
export const barHeight = 8;
/** What stands free left of the first day and right of the last, where a key node may stand. */
const before = 4;
const after = 9;
/** Below this distance the divisions of the axis are too close to be counted; labels that have no room are left out. */
const leastTick = 26;

export interface Bar {
  line: Line;
  x: number;
  width: number;
  y: number;
  /** Width of the part that is done. */
  done: number;
  /** The words beside it, and where. */
  words: string;
  labelX: number;
  anchor: "start" | "end";
  aloud: string;
}

export interface TimelineLayout {
  width: number;
  height: number;
  /** Height of the axis, below which the lines begin. */
  top: number;
  /** Where the axis is divided, with a label where it has room. */
  ticks: { x: number; label: string; labelX: number; anchor: "start" | "end" }[];
  bars: Bar[];
  /** Paths of the dependencies, each from an end to a beginning. */
  arrows: { key: string; path: string }[];
  /** Where today is, null outside the plan. */
  today: number | null;
  /** On which side of today its word stands. */
  todayAnchor: "start" | "end";
}

/** The timeline within a width in px; wider where its ticks need it. `today` is a day as in `timeline.from`. */
export function layoutTimeline(timeline: Timeline, available: number, today: string): TimelineLayout {
  const days = Math.max(1, timeline.days);
  const steps = timeline.ticks.slice(1).map((tick, at) => tick.day - (timeline.ticks[at]?.day ?? 0));
  const step = steps.length > 0 ? Math.min(...steps) : days;
  // The bars shrink until the words right of each fit; words that fit left of a bar need no room there.
  const least = leastTick / Math.max(1, step);
  let perDay = (available - before - after) / days;
  for (const line of timeline.lines) {
    const need = needOf(wordsOf(line), line.is_inconsistent) + 6;
    const end = Math.max(line.is_milestone ? line.from : line.to, 1);
    if (line.from * perDay < need) perDay = Math.min(perDay, (available - need) / end);
  }
  perDay = Math.max(perDay, least);
  const width = Math.max(available, Math.ceil(days * perDay) + before + after);
  const x = (day: number): number => before + day * perDay;
  const day = Math.round((Date.parse(today) - Date.parse(timeline.from)) / 86_400_000);
  const isInside = !timeline.is_relative && day >= 0 && day <= timeline.days;
  const top = axisHeight + (isInside ? todayHeight : 0);
  const bars = timeline.lines.map((line, at) => barOf(line, top + at * rowHeight, x, width));
  const byRow = new Map(bars.map((bar) => [bar.line.row, bar]));
  const arrows = bars.flatMap((bar) =>
    bar.line.after.flatMap((row) => {
      const from = byRow.get(row);
      return from ? [{ key: `${row} ${bar.line.row}`, path: arrow(from, bar) }] : [];
    }),
  );
  return {
    width,
    height: top + timeline.lines.length * rowHeight,
    top,
    ticks: ticksOf(timeline.ticks.map((tick) => ({ x: x(tick.day), label: tick.label })), width),
    bars,
    arrows,
    today: isInside ? x(day) : null,
    todayAnchor: isInside && x(day) < widthOf("today", 11) + 8 ? "start" : "end",
  };
}

/** Every label stands right of its tick, the last one left of it where it would leave the picture; what has no room is not written. */
function ticksOf(ticks: { x: number; label: string }[], width: number): TimelineLayout["ticks"] {
  let free = 0;
  return ticks.map(({ x, label }) => {
    const need = widthOf(label, 11) + 4;
    if (x >= free && x + need <= width) {
      free = x + need + 4;
      return { x, label, labelX: x + 4, anchor: "start" };
    }
    if (x + need > width && x - need >= free) {
      free = width;
      return { x, label, labelX: x - 4, anchor: "end" };
    }
    return { x, label: "", labelX: x, anchor: "start" };
  });
}

/** A line whose row begins at `top`. */
function barOf(line: Line, top: number, x: (day: number) => number, width: number): Bar {
  const from = x(line.from);
  const to = line.is_milestone ? from : Math.max(from + 3, x(line.to));
  const words = wordsOf(line);
  const need = needOf(words, line.is_inconsistent);
  const isBefore = to + need > width && from > need;
  return {
    line,
    x: from,
    width: to - from,
    y: top + rowHeight / 2,
    done: ((to - from) * Math.max(0, Math.min(100, line.done))) / 100,
    words,
    labelX: isBefore ? from - 10 : Math.min(to + 10, Math.max(4, width - need)),
    anchor: isBefore ? "end" : "start",
    aloud: [line.name, line.is_milestone ? "milestone" : "", words, line.problem].filter(Boolean).join(", "),
  };
}

/** What stands beside a bar. Why dates do not fit is said in a sentence below the picture. */
function wordsOf(line: Line): string {
  return [line.words, line.is_milestone || line.done === 0 ? "" : `${line.done} %`, line.is_inconsistent ? "dates do not fit" : ""].filter(Boolean).join(" · ");
}

const needOf = (words: string, isMarked: boolean): number => widthOf(words, 11) + 18 + (isMarked ? 14 : 0);

/** From the end of one line down (or up) to the beginning of the other. */
function arrow(from: Bar, to: Bar): string {
  const start = from.x + from.width;
  const bend = Math.min(start + 5, Math.max(to.x - 4, start));
  return `M${start} ${from.y} H${bend} V${to.y} H${to.x}`;
}
