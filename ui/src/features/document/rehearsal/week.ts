/** The drawing of a week: seven rows of 24 hours. */
import type { HourCover } from "../../../generated/HourCover";
import type { LevelCover } from "../../../generated/LevelCover";

export const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
/** The names of the days. */
export const side = 44;
const head = 20;
const gap = 1;

export interface WeekCell {
  index: number;
  at: string;
  x: number;
  y: number;
  w: number;
  h: number;
  kind: "hole" | "unsure" | "one" | "two" | "many";
  text: string;
  words: string;
}

export interface WeekLayout {
  width: number;
  height: number;
  cell: number;
  heads: { hour: number; x: number }[];
  cells: WeekCell[];
  top(day: number): number;
}

export function kindOf(hour: HourCover): WeekCell["kind"] {
  if (hour.count === 0) return hour.unsure > 0 ? "unsure" : "hole";
  return hour.count === 1 ? "one" : hour.count === 2 ? "two" : "many";
}

function wordsOf(level: string, hour: HourCover, index: number): string {
  const from = String(index % 24).padStart(2, "0");
  const place = `${days[Math.floor(index / 24) % 7] ?? ""} ${from}:00, ${level}`;
  if (hour.count > 0) return `${place}: ${hour.count} ${hour.count === 1 ? "person" : "people"}`;
  return hour.unsure > 0 ? `${place}: not known, ${hour.unsure} without written hours` : `${place}: nobody`;
}

export function layoutWeek(level: LevelCover, width: number): WeekLayout {
  const w = Math.max(18, Math.floor((width - side) / 24));
  const h = 26;
  const top = (day: number): number => head + day * h;
  const cells = level.hours.map((hour, index) => ({
    index,
    at: hour.at,
    x: side + (index % 24) * w,
    y: top(Math.floor(index / 24)),
    w: w - gap,
    h: h - gap,
    kind: kindOf(hour),
    text: hour.count === 0 && hour.unsure > 0 ? "?" : String(hour.count),
    words: wordsOf(level.level, hour, index),
  }));
  const heads = Array.from({ length: 24 }, (_, hour) => ({ hour, x: side + hour * w + w / 2 }));
  return { width: side + 24 * w, height: head + 7 * h, cell: h, heads, cells, top };
}
