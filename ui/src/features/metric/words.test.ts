import { describe, expect, it } from "vitest";
import { metrics } from "../../../dev/metrics";
import { counted, described, mark, points, steps } from "./words";

describe("the numbers of metrics", () => {
  it("are marked in the unit that fits their size", () => {
    expect([0, 45, 900, 9000].map((n) => mark("span", n))).toEqual(["0", "45 s", "15 min", "2.5 h"]);
    expect([mark("share", 90.9), mark("rate", 9.64), mark("count", 3)]).toEqual(["90.9 %", "9.6", "3"]);
    expect(Math.min(...steps("count"))).toBe(1);
    expect(steps("span").every((step, n, all) => n === 0 || step > (all[n - 1] ?? 0))).toBe(true);
  });
  it("draw only what is known, in the order of time", () => {
    const reading = metrics({ from: "", to: "", severity: "", exercises: false });
    const row = reading.metrics.find((m) => m.id === "time-to-resolve");
    if (!row) throw new Error("no time to resolve");
    const drawn = points(row, reading.incidents);
    expect(drawn).toHaveLength(row.all.n);
    expect(drawn.map((p) => p.at)).toEqual([...drawn.map((p) => p.at)].sort((a, b) => a - b));
    expect(row.values.some((v) => v.figure === null && v.note)).toBe(true);
    expect(described(row)).toContain("Median 1 h 48 min");
    expect(counted(reading)).toBe("7 incidents; 1 exercise is left out");
  });
});
