/** How tried rules are told. */
import type { CasePast } from "../../../generated/CasePast";
import type { Differing } from "../../../generated/Differing";
import type { Routing } from "../../../generated/Routing";
import type { RulesTried } from "../../../generated/RulesTried";
import type { Score } from "../../../generated/Score";
import type { TriedCase } from "../../../generated/TriedCase";

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** What is decided, in two or three words. */
export function outcomeOf(routing: Routing): string {
  if (routing.row === null) return "Nobody gets it";
  if (routing.outcome === "human") return "To a human";
  if (routing.outcome === "recover") return routing.procedure ? `Recovery: ${routing.procedure}` : "Recovery procedure";
  return routing.outcome === "continue" ? "AI continues" : "The rule names no outcome";
}

/** `12 cases: 8 to a human, 3 with the AI, 1 to a recovery procedure; 5 took the default route.` */
export function sumOf(score: Score): string {
  const parts = [
    score.human ? `${score.human} to a human` : "",
    score.goes_on ? `${score.goes_on} with the AI` : "",
    score.recover ? `${score.recover} to a recovery procedure` : "",
    score.undecided ? `${score.undecided} undecided` : "",
  ].filter(Boolean);
  const byDefault = score.by_default ? `; ${score.by_default} took the default route` : "";
  return `${count(score.cases, "case", "cases")}: ${parts.join(", ")}${byDefault}.`;
}

/** How right they are, where past cases tell; empty where none does. */
export function rightOf(score: Score): string {
  if (score.known === 0) return "";
  const wrong = [
    score.missed ? `${score.missed} needed a human and would not have come to one` : "",
    score.in_vain ? `${score.in_vain} would have come to a human in vain` : "",
  ].filter(Boolean);
  return `Of ${score.known} whose end is known, ${score.known - score.missed - score.in_vain} went right${wrong.length ? `; ${wrong.join(", ")}` : ""}.`;
}

/** Which version is better, and by how much. */
export function verdictOf(tried: RulesTried): string {
  const other = tried.other;
  if (!other) return "";
  const differ = other.differing.length;
  if (differ === 0) return `Compared with ${other.words}: every case fares the same.`;
  const right = (score: Score): number => score.known - score.missed - score.in_vain;
  const by = right(tried.score) - right(other.score);
  const better = tried.score.known === 0 ? "no past case says which is right" : by === 0 ? "both are right as often" : by > 0 ? `these rules are right on ${count(by, "case", "cases")} more` : `the other is right on ${count(-by, "case", "cases")} more`;
  return `Compared with ${other.words}: ${count(differ, "case differs", "cases differ")}, ${better}.`;
}

const names: Record<string, string> = { outcome: "outcome", to: "who gets it", level: "level", answer_by: "time to answer", rule: "rule" };

/** What another version does otherwise: `Other version: AI continues (outcome, who gets it)`. */
export function otherOf(differing: Differing): string {
  const { other } = differing;
  const to = other.to.name && other.outcome === "human" ? `, ${other.to.name}` : "";
  const level = other.level ? `, ${other.level}` : "";
  return `${outcomeOf(other)}${to}${level}, by ${other.rule || "no rule"} (${differing.what.length === 1 ? "differs" : "differ"}: ${differing.what.map((what) => names[what] ?? what).join(", ")})`;
}

export type Filter = "all" | "differing" | "wrong" | "default" | "remarks";

/** Whether the decision is known to be wrong. */
export const wrongOf = (tried: TriedCase): "missed" | "in vain" | "" => {
  if (tried.needed_human === null) return "";
  const goes = tried.routing.outcome === "human";
  if (tried.needed_human && !goes) return "missed";
  return !tried.needed_human && goes ? "in vain" : "";
};

/** The filters that would show something, with how much. */
export function filtersOf(tried: RulesTried): { value: Filter; label: string; count: number }[] {
  const differing = tried.other?.differing.length ?? 0;
  const all: { value: Filter; label: string; count: number }[] = [
    { value: "all", label: "All", count: tried.cases.length },
    { value: "differing", label: "Differ", count: differing },
    { value: "wrong", label: "Missed or in vain", count: tried.cases.filter((c) => wrongOf(c) !== "").length },
    { value: "default", label: "Default route", count: tried.cases.filter((c) => c.routing.is_default).length },
    { value: "remarks", label: "To look at", count: tried.cases.filter((c) => c.routing.remarks.length > 0).length },
  ];
  return all.filter((filter) => filter.value === "all" || filter.count > 0);
}

export function isShown(filter: Filter, tried: TriedCase, differs: boolean): boolean {
  if (filter === "differing") return differs;
  if (filter === "wrong") return wrongOf(tried) !== "";
  if (filter === "default") return tried.routing.is_default;
  return filter === "remarks" ? tried.routing.remarks.length > 0 : true;
}

/** What became of a case in fact, in a few words: `with a human, Ada, L2`. */
export function wasOf(past: CasePast): string {
  const who = past.needed_human === null ? "" : past.needed_human ? "with a human" : "with the AI";
  return [who, past.to, past.level].filter(Boolean).join(", ") || (past.resolved_at ? "resolved" : "answered");
}

/** The same with its moments. */
export function happenedOf(past: CasePast, moment: (at: string) => string): string {
  const when = [past.answered_at && `answered ${moment(past.answered_at)}`, past.resolved_at && `resolved ${moment(past.resolved_at)}`];
  return [wasOf(past), ...when].filter(Boolean).join(", ");
}
