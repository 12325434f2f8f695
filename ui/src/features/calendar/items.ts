/** What stands in the calendar, in words: the same in a day and on the scale of a week. */
import { instant, wall } from "../../components/time";
import type { CalendarDay } from "../../generated/CalendarDay";
import type { CalendarItem } from "../../generated/CalendarItem";

/** What was ahead at the last reading may have passed since. */
export function stateOf(item: CalendarItem, now: number): CalendarItem["state"] {
  const due = item.kind !== "period" && item.kind !== "meeting" && item.kind !== "review";
  return item.state === "ahead" && due && instant(item.at) <= now ? "overdue" : item.state;
}

/** Its state in words; empty where the time says it. */
export function stateWords(item: CalendarItem, state: CalendarItem["state"]): string {
  if (state === "given") return item.kind === "review" ? "held" : item.kind === "level" ? "reached" : "sent";
  return { overdue: item.kind === "level" ? "nobody reached" : "overdue", ahead: "", past: "", late: "late", skipped: "skipped" }[state];
}

/** When it is in a day: `14:05`, `15:30–16:00`, `…–08:00` for what began the day before. */
export function timeIn(day: CalendarDay, item: CalendarItem, zone: string): string {
  if (item.day) return "all day";
  const begins = instant(item.at) < instant(day.from) ? "…" : wall(instant(item.at), zone);
  if (!item.to) return begins;
  return `${begins}–${instant(item.to) > instant(day.to) ? "…" : wall(instant(item.to), zone)}`;
}

/** Whether there is a place that it leads to. */
export const opens = (item: CalendarItem): boolean => item.audience !== null || item.document !== null || item.kind === "obligation";
