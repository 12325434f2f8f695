import { describe, expect, it } from "vitest";
import type { CalendarDay } from "../../generated/CalendarDay";
import type { CalendarItem } from "../../generated/CalendarItem";
import { EMPTY, MARK, minutes, scale } from "./hours";

const item = (id: string, at: string, part: Partial<CalendarItem> = {}): CalendarItem => ({ id, kind: "update", state: "ahead", at, to: null, day: null, title: id, detail: "", audience: null, document: null, row: null, ...part });
const day = (date: string, from: string, to: string, items: CalendarItem[]): CalendarDay => ({ date, from, to, is_today: false, items });
const monday = (items: CalendarItem[]): CalendarDay => day("2026-03-09", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z", items);
const tuesday = (items: CalendarItem[]): CalendarDay => day("2026-03-10", "2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z", items);

describe("the scale of hours", () => {
  it("gives each hour the height that the busiest day needs, the same in each day", () => {
    const busy = ["14:00", "14:01", "14:02"].map((at) => item(at, `2026-03-09T${at}:00Z`));
    const { hours, height, days } = scale([monday(busy), tuesday([item("late", "2026-03-10T14:59:00Z")])], "UTC", 0);
    expect(hours).toHaveLength(24);
    expect(hours[13]?.height).toBe(EMPTY);
    expect(hours[14]?.height).toBe(3 * MARK + 4);
    expect(height).toBe(23 * EMPTY + 3 * MARK + 4);
    const top = hours[14]?.top ?? 0;
    expect(days[0]?.marks.map((mark) => mark.top - top)).toEqual([0, MARK, 2 * MARK]);
    const late = days[1]?.marks[0];
    expect((late?.top ?? 0) + MARK, "the words stay within their hour").toBe(top + 3 * MARK + 4);
    expect(late?.tick, "the tick stands at the minute").toBeGreaterThan(top + 2 * MARK);
  });

  it("keeps marks in their order, apart from each other, and each in its hour", () => {
    const many = Array.from({ length: 60 }, (_, n) => item(`${n}`, new Date(Date.UTC(2026, 2, 9, 9, (n * 7) % 180)).toISOString())).sort((a, b) => a.at.localeCompare(b.at));
    const { hours, days } = scale([monday(many)], "UTC", 0);
    const marks = days[0]?.marks ?? [];
    expect(marks.map((mark) => mark.item.id)).toEqual(many.map((each) => each.id));
    for (const [n, mark] of marks.entries()) {
      const next = marks[n + 1];
      if (next) expect(next.top - mark.top).toBeGreaterThanOrEqual(MARK);
      const own = hours[Math.floor(minutes(Date.parse(mark.item.at), "UTC") / 60)];
      expect(mark.top).toBeGreaterThanOrEqual(own?.top ?? 0);
      expect(mark.top + MARK).toBeLessThanOrEqual((own?.top ?? 0) + (own?.height ?? 0));
    }
  });

  it("puts whole days and what began before aside, and says where now is and where a meeting ends", () => {
    const items = [item("week", "2026-03-09T00:00:00Z", { day: "2026-03-09" }), item("since", "2026-03-08T22:00:00Z", { to: "2026-03-09T06:00:00Z" }), item("meeting", "2026-03-09T09:30:00Z", { to: "2026-03-09T10:00:00Z" }), item("over", "2026-03-09T23:00:00Z", { to: "2026-03-10T02:00:00Z" })];
    const { days, hours, height } = scale([monday(items), tuesday([])], "UTC", Date.parse("2026-03-09T12:30:00Z"));
    expect(days[0]?.aside.map((each) => each.id)).toEqual(["week", "since"]);
    expect(days[0]?.marks.map((mark) => [mark.item.id, mark.end])).toEqual([
      ["meeting", hours[10]?.top],
      ["over", height],
    ]);
    expect(days[0]?.now).toBe((hours[12]?.top ?? 0) + EMPTY / 2);
    expect(days[1]?.now).toBeNull();
  });

  it("counts the wall also where the clock is put forward and back", () => {
    expect(minutes(Date.parse("2026-03-29T01:30:00Z"), "Europe/Berlin")).toBe(3 * 60 + 30);
    expect(minutes(Date.parse("2026-10-25T01:30:00Z"), "Europe/Berlin")).toBe(2 * 60 + 30);
    expect(minutes(Date.parse("2026-03-11T23:00:00Z"), "Europe/Berlin")).toBe(0);
  });
});
