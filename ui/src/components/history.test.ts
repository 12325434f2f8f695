import { describe, expect, it } from "vitest";
import { clusters, momentOf, placeOf, spanOf, stepFrom, ticksOf, upTo } from "./history";

const at = (clock: string): number => Date.parse(`2026-03-11T${clock}Z`);

describe("the tape of changes", () => {
  const times = [at("13:05:00"), at("13:06:00"), at("13:24:00"), at("13:24:01"), at("13:47:00")];
  const span = { from: at("13:00:00"), to: at("14:00:00"), width: 600 };

  it("draws what stands too close as one mark, and loses none", () => {
    const marks = clusters(times, span);
    expect(marks.map((m) => m.count)).toEqual([1, 1, 2, 1]);
    expect(marks[2]).toMatchObject({ from: times[2], to: times[3] });
    const many = Array.from({ length: 20_000 }, (_, n) => at("13:00:00") + n * 150);
    const drawn = clusters(many, span);
    expect(drawn.length).toBeLessThanOrEqual(151);
    expect(drawn.reduce((sum, m) => sum + m.count, 0)).toBe(20_000);
  });

  it("finds the change that is shown at a moment, and its neighbours", () => {
    expect(upTo(times, at("13:04:59"))).toBe(0);
    expect(upTo(times, at("13:24:00"))).toBe(3);
    expect(stepFrom(times, at("13:24:00"), 1)).toBe(3);
    expect(stepFrom(times, at("13:24:00"), -1)).toBe(1);
    expect(stepFrom(times, at("13:30:00"), -1), "between two changes, to the one that is shown").toBe(3);
    expect(stepFrom(times, at("13:30:00"), 1)).toBe(4);
    expect(stepFrom(times, at("13:30:00"), -10)).toBe(0);
    expect(stepFrom(times, at("13:30:00"), 10)).toBe(4);
    expect(stepFrom([], at("13:30:00"), 1)).toBe(-1);
  });

  it("goes from a place to its moment and back", () => {
    const one = at("13:24:00");
    expect(momentOf(placeOf(one, span), span)).toBeCloseTo(one, -1);
    expect(momentOf(-50, span)).toBe(span.from);
    expect(momentOf(9_999, span)).toBe(span.to);
    const whole = spanOf(at("13:00:00"), at("13:00:00"), 100);
    expect(whole.to).toBeGreaterThan(whole.from);
  });

  it("puts words on the axis as far apart as they need", () => {
    const ticks = ticksOf(span, "UTC", at("14:00:00"));
    expect(ticks.map((t) => t.words)).toEqual(["13:00", "13:15", "13:30", "13:45", "14:00"]);
    const year = { from: Date.parse("2025-03-01T00:00:00Z"), to: Date.parse("2026-03-01T00:00:00Z"), width: 1200 };
    const gaps = ticksOf(year, "UTC", year.to).map((t) => t.x);
    for (let n = 1; n < gaps.length; n += 1) expect((gaps[n] ?? 0) - (gaps[n - 1] ?? 0)).toBeGreaterThanOrEqual(84);
  });
});
