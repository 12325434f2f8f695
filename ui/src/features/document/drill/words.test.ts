import { describe, expect, it } from "vitest";
import type { InjectRow } from "../../../generated/InjectRow";
import { clockFace, nextAt, scenarioAt, scenarioWords, stateAt, stateWords, sumOf, toneOf } from "./words";

const asOf = "2026-03-11T13:00:00Z";
const at = (seconds: number): number => Date.parse(asOf) + seconds * 1000;

describe("the clock of a drill", () => {
  it("goes on between two readings, rests where it rests, and never goes back", () => {
    const run = { scenario_seconds: 300, as_of: asOf, goes_on: true };
    expect([scenarioAt(run, at(0)), scenarioAt(run, at(61)), scenarioAt(run, at(-30))]).toEqual([300, 361, 300]);
    expect(scenarioAt({ ...run, goes_on: false }, at(600))).toBe(300);
    expect([clockFace(309), clockFace(3671)]).toEqual(["0:05:09", "1:01:11"]);
  });

  it("brings an inject to its time, and says how long it waits", () => {
    const inject = { state: "waits" as const, at_seconds: 900, is_next: true, met: null };
    expect([899, 900, 1019, 1020].map((shown) => stateAt(inject, shown))).toEqual(["waits", "due", "due", "overdue"]);
    expect(stateWords("waits", inject, 600)).toBe("Next, in 5 min");
    expect(stateWords("waits", { ...inject, is_next: false }, 870)).toBe("In 30 s");
    expect(stateWords("overdue", inject, 1080)).toBe("Overdue by 3 min");
    expect(stateAt({ state: "judged", at_seconds: 0 }, 4000)).toBe("judged");
    expect(stateWords("judged", { ...inject, met: "part" }, 0)).toBe("Met in part");
    expect([toneOf("judged", "no"), toneOf("judged", "yes"), toneOf("due", null), toneOf("waits", null)]).toEqual(["overdue", "ok", "risk", "quiet"]);
  });

  it("names the next inject by the clock shown, and none after the last", () => {
    const injects = [{ state: "given" as const, at_seconds: 300 }, { state: "waits" as const, at_seconds: 900 }, { state: "waits" as const, at_seconds: 3900 }, { state: "any_time" as const, at_seconds: null }];
    expect([300, 899, 900, 3899, 3900].map((shown) => nextAt(injects, shown))).toEqual([900, 900, 3900, 3900, null]);
    expect([scenarioWords(900), scenarioWords(3900)]).toEqual(["0:15", "1:05"]);
  });

  it("counts what was given and met", () => {
    const row = (state: string, met: string | null): InjectRow => ({ state, met }) as InjectRow;
    expect(sumOf([row("judged", "yes"), row("judged", "no"), row("given", null), row("waits", null)])).toBe("3 of 4 given, 1 met, 1 not met");
  });
});
