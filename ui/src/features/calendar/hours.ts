/**
 * The scale of hours beside a week. An hour is as high as the busiest day needs it, and the same in every day: an hour in
 * which much happens is read like one in which nothing does, and all 24 stay in sight of each other.
 */
import { instant, wall } from "../../components/time";
import type { CalendarDay } from "../../generated/CalendarDay";
import type { CalendarItem } from "../../generated/CalendarItem";

/** Height of one mark. */
export const MARK = 38;
/** Height of an hour in which nothing stands. */
export const EMPTY = 24;

/** A mark in a day. */
export interface Mark {
  item: CalendarItem;
  /** Where its words stand. */
  top: number;
  /** Where its very minute is. */
  tick: number;
  /** Where it ends, for what takes time. */
  end: number | null;
}

export interface ScaledDay {
  day: CalendarDay;
  /** What has no hour in this day: whole days, and what began before it. */
  aside: CalendarItem[];
  marks: Mark[];
  /** Where now is; null in other days. */
  now: number | null;
}

export interface Scale {
  /** Where each hour begins. */
  hours: { hour: number; top: number; height: number }[];
  height: number;
  days: ScaledDay[];
}

/** Minutes since midnight on the wall: in the night in which the clock is put back an hour is passed twice. */
export function minutes(ms: number, zone: string): number {
  const [hour = 0, minute = 0] = wall(ms, zone).split(":").map(Number);
  return (hour % 24) * 60 + minute;
}

const isAside = (item: CalendarItem, day: CalendarDay): boolean => item.day !== null || instant(item.at) < instant(day.from);

/** Lays a week out on its hours. */
export function scale(days: readonly CalendarDay[], zone: string, now: number): Scale {
  const timed = days.map((day) => day.items.filter((item) => !isAside(item, day)));
  const hourOf = (item: CalendarItem): number => Math.floor(minutes(instant(item.at), zone) / 60);
  let height = 0;
  const hours = Array.from({ length: 24 }, (_, hour) => {
    const most = Math.max(0, ...timed.map((items) => items.filter((item) => hourOf(item) === hour).length));
    const own = Math.max(EMPTY, most * MARK + (most ? 4 : 0));
    const found = { hour, top: height, height: own };
    height += own;
    return found;
  });
  const at = (minute: number): number => {
    const hour = hours[Math.min(23, Math.floor(minute / 60))];
    return hour ? hour.top + (hour.height * Math.min(60, minute - hour.hour * 60)) / 60 : 0;
  };
  return {
    hours,
    height,
    days: days.map((day, n) => {
      const marks = hours.flatMap(({ hour, top, height: own }) => {
        const items = (timed[n] ?? []).filter((item) => hourOf(item) === hour);
        let free = top;
        return items.map((item, place) => {
          const tick = at(minutes(instant(item.at), zone));
          // As near to its minute as those before it and after it leave it room.
          const last = top + own - (items.length - place) * MARK;
          const stands = Math.max(free, Math.min(tick, last));
          free = stands + MARK;
          const end = item.to === null ? null : instant(item.to) >= instant(day.to) ? height : at(minutes(instant(item.to), zone));
          return { item, top: stands, tick, end };
        });
      });
      const isNow = now >= instant(day.from) && now < instant(day.to);
      return { day, aside: day.items.filter((item) => isAside(item, day)), marks, now: isNow ? at(minutes(now, zone)) : null };
    }),
  };
}
