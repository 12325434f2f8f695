import { describe, expect, it } from "vitest";
import type { Routing } from "../../../generated/Routing";
import type { RulesTried } from "../../../generated/RulesTried";
import type { Score } from "../../../generated/Score";
import type { TriedCase } from "../../../generated/TriedCase";
import { filtersOf, happenedOf, isShown, otherOf, outcomeOf, rightOf, sumOf, verdictOf, wasOf, wrongOf } from "./words";

const score = (more: Partial<Score> = {}): Score => ({ cases: 4, human: 2, recover: 0, goes_on: 2, undecided: 0, by_default: 1, known: 4, missed: 0, in_vain: 1, ...more });
const routing = (more: Partial<Routing> = {}): Routing => ({
  id: "C-1", subject: "Card refused", at: "2026-03-11T12:57:00Z", row: "r", rule: "Unsure", is_default: false, outcome: "human", procedure: "",
  to: { to: "Lead", name: "Lead", kind: "role", activity: "", there: [], away: [] }, level: "L2", effects: [], notify: [], status: "", answer_by: null, initiated: "proactive", reason: "",
  because: [], passed: [], later: null, remarks: [], ...more,
});
const tried = (more: Partial<TriedCase> = {}): TriedCase => ({ routing: routing(), row: null, place: "", needed_human: null, happened: null, changes: [], told: [], left: [], is_waiting: false, is_open: false, ...more });
const result = (more: Partial<RulesTried> = {}): RulesTried => ({ cases: [tried()], refused: [], remarks: [], rules: [], score: score(), other: null, versions: [], ...more });

describe("tried rules", () => {
  it("are summed up without what is nothing", () => {
    expect(sumOf(score())).toBe("4 cases: 2 to a human, 2 with the AI; 1 took the default route.");
    expect(sumOf(score({ cases: 1, human: 1, goes_on: 0, by_default: 0 }))).toBe("1 case: 1 to a human.");
  });
  it("are right or wrong only where past cases tell", () => {
    expect(rightOf(score())).toBe("Of 4 whose end is known, 3 went right; 1 would have come to a human in vain.");
    expect(rightOf(score({ known: 0 }))).toBe("");
    expect(wrongOf(tried({ needed_human: true, routing: routing({ outcome: "continue" }) }))).toBe("missed");
    expect(wrongOf(tried({ needed_human: false }))).toBe("in vain");
    expect(wrongOf(tried())).toBe("");
  });
  it("stand beside what happened", () => {
    const past = { needed_human: true, to: "Ada", level: "L2", answered_at: "2026-03-11T13:00:00Z", resolved_at: null };
    expect(wasOf(past)).toBe("with a human, Ada, L2");
    expect(wasOf({ ...past, needed_human: null, to: "", level: "" })).toBe("answered");
    expect(happenedOf(past, () => "14:00")).toBe("with a human, Ada, L2, answered 14:00");
  });
  it("name the better version, by how much", () => {
    const differing = [{ place: 0, what: ["outcome", "to"], other: routing({ outcome: "continue", rule: "Rest" }), verdict: "better" }];
    const other = { words: "these rules as of Mar 2", score: score({ missed: 1, in_vain: 1 }), differing };
    expect(verdictOf(result({ other }))).toBe("Compared with these rules as of Mar 2: 1 case differs, these rules are right on 1 case more.");
    expect(verdictOf(result({ other: { ...other, score: score() } }))).toContain("both are right as often");
    expect(verdictOf(result({ other: { ...other, differing: [] } }))).toBe("Compared with these rules as of Mar 2: every case fares the same.");
    expect(otherOf(differing[0]!)).toBe("AI continues, L2, by Rest (differ: outcome, who gets it)");
  });
  it("say that nobody gets a case that nothing decides", () => {
    expect(outcomeOf(routing({ row: null, outcome: "" }))).toBe("Nobody gets it");
    expect(outcomeOf(routing({ outcome: "recover", procedure: "Reset session" }))).toBe("Recovery: Reset session");
  });
  it("offer only filters that show something", () => {
    const list = result({ cases: [tried(), tried({ routing: routing({ is_default: true }) })] });
    expect(filtersOf(list).map((f) => `${f.value} ${f.count}`)).toEqual(["all 2", "default 1"]);
    expect(list.cases.filter((c) => isShown("default", c, false))).toHaveLength(1);
  });
});
