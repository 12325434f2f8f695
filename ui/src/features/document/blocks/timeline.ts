/** Where the bars, diamonds and dependencies of a timeline stand. */
import { widthOf } from "./lines";
import type { Line, Timeline } from "./shapes";

export const rowHeight = 28;
export const axisHeight = 24;
export const barHeight = 8;
/** Below this distance two labels of the axis run into each other. */
const leastTick = 40;

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
  ticks: { x: number; label: string }[];
  bars: Bar[];
  /** Paths of the dependencies, each from an end to a beginning. */
  arrows: { key: string; path: string }[];
  /** Where today is, null outside the plan. */
  today: number | null;
}

/** The timeline within a width in px; wider where its ticks need it. `today` is a day as in `timeline.from`. */
export function layoutTimeline(timeline: Timeline, available: number, today: string): TimelineLayout {
  const days = Math.max(1, timeline.days);
  const steps = timeline.ticks.slice(1).map((tick, at) => tick.day - (timeline.ticks[at]?.day ?? 0));
  const step = steps.length > 0 ? Math.min(...steps) : days;
  // The bars shrink until the words right of each fit; words that fit left of a bar need no room there.
  const least = leastTick / Math.max(1, step);
  let perDay = (available - 8) / days;
  for (const line of timeline.lines) {
    const need = needOf(wordsOf(line), line.is_inconsistent) + 6;
    const end = Math.max(line.is_milestone ? line.from : line.to, 1);
    if (line.from * perDay < need) perDay = Math.min(perDay, (available - need) / end);
  }
  perDay = Math.max(perDay, least);
  const width = Math.max(available, Math.ceil(days * perDay) + 8);
  const x = (day: number): number => 4 + day * perDay;
  const bars = timeline.lines.map((line, at) => barOf(line, at, x, width));
  const byRow = new Map(bars.map((bar) => [bar.line.row, bar]));
  const arrows = bars.flatMap((bar) =>
    bar.line.after.flatMap((row) => {
      const from = byRow.get(row);
      return from ? [{ key: `${row} ${bar.line.row}`, path: arrow(from, bar) }] : [];
    }),
  );
  const day = Math.round((Date.parse(today) - Date.parse(timeline.from)) / 86_400_000);
  const isInside = !timeline.is_relative && day >= 0 && day <= timeline.days;
  return {
    width,
    height: axisHeight + timeline.lines.length * rowHeight,
    ticks: timeline.ticks.map((tick) => ({ x: x(tick.day), label: tick.label })),
    bars,
    arrows,
    today: isInside ? x(day) : null,
  };
}

function barOf(line: Line, at: number, x: (day: number) => number, width: number): Bar {
  const from = x(line.from);
  const to = line.is_milestone ? from : Math.max(from + 3, x(line.to));
  const words = wordsOf(line);
  const need = needOf(words, line.is_inconsistent);
  const before = to + need > width && from > need;
  return {
    line,
    x: from,
    width: to - from,
    y: axisHeight + at * rowHeight + rowHeight / 2,
    done: ((to - from) * Math.max(0, Math.min(100, line.done))) / 100,
    words,
    labelX: before ? from - 10 : Math.min(to + 10, Math.max(4, width - need)),
    anchor: before ? "end" : "start",
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
