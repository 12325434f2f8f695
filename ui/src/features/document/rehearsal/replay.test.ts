import { describe, expect, it } from "vitest";
import type { ReplayedIncident } from "../../../generated/ReplayedIncident";
import type { ReplayTotals } from "../../../generated/ReplayTotals";
import { besideWords, outcomeOf, remarksOf, sumsOf } from "./replay";

const at = "2026-03-11T13:00:00Z";
const update = (outcome: ReplayedIncident["updates"][number]["outcome"]): ReplayedIncident["updates"][number] => ({ audience: "Customers", due_at: at, after_seconds: 900, outcome });

describe("past incidents under the rules", () => {
  it("are told as earlier or later than due", () => {
    expect(besideWords({ would: at, was: at, later_seconds: 0 })).toBe("when it was due");
    expect(besideWords({ would: at, was: at, later_seconds: 720 })).toBe("12 min later than due");
    expect(besideWords({ would: at, was: at, later_seconds: -300 })).toBe("5 min earlier than due");
    expect(besideWords({ would: at, was: null, later_seconds: null })).toBe("");
    expect(outcomeOf(update({ kind: "late", at, by_seconds: 240 }))).toBe("given 4 min late");
  });

  it("say what stands out, and sums", () => {
    const incident = { warnings: [], climbed: 2, updates: [update({ kind: "missed" }), update({ kind: "unknown" }), update({ kind: "late", at, by_seconds: 60 })] } as unknown as ReplayedIncident;
    expect(remarksOf(incident)).toEqual(["2 levels called before somebody took it", "1 update not given", "1 late"]);
    const totals: ReplayTotals = {
      incidents: 2, calls: 5, climbed: 1, unreached: 0, taken_known: 2, taken_late: 1, taken_late_seconds: 720, first_known: 0, first_late: 0, first_late_seconds: 0,
      due: 6, given: 1, late: 2, late_seconds: 600, missed: 1, unknown: 2,
    };
    expect(sumsOf(totals)).toEqual([
      "2 incidents, 5 calls; a second level is called in 1, a call reaches nobody in 0.",
      "Taken: 1 of 2 late, by 12 min in all.",
      "6 updates would have been due: 1 given in time, 2 late by 10 min in all, 1 not given, 2 to audiences of which nothing is known.",
    ]);
  });
});
