import type { OpenEnd } from "../../generated/OpenEnd";

/** The kinds of what is open at the end of an incident, in the order in which it is looked at. */
export const endKinds: { kind: string; title: string }[] = [
  { kind: "state", title: "State" },
  { kind: "update", title: "Promises" },
  { kind: "update_overdue", title: "Updates overdue by the plan" },
  { kind: "update_closing", title: "Closing updates" },
  { kind: "reply", title: "Replies awaited" },
  { kind: "scheduled", title: "Updates set to go out" },
  { kind: "obligation", title: "Regulatory clocks" },
  { kind: "level", title: "Escalation clocks" },
  { kind: "action", title: "Actions" },
  { kind: "approval", title: "Approvals" },
  { kind: "hand_over", title: "Hand-overs" },
  { kind: "case", title: "Linked cases" },
  { kind: "objective", title: "Objectives" },
  { kind: "stand_down", title: "Standing down" },
  { kind: "report", title: "Report" },
];

/** Open ends by kind; a kind of a newer version comes last under its own word. */
export function byKind(ends: readonly OpenEnd[]): { kind: string; title: string; ends: OpenEnd[] }[] {
  const known = new Set(endKinds.map((k) => k.kind));
  const others = [...new Set(ends.map((e) => e.kind))].filter((kind) => !known.has(kind)).map((kind) => ({ kind, title: kind }));
  return [...endKinds, ...others].map((k) => ({ ...k, ends: ends.filter((e) => e.kind === k.kind) })).filter((group) => group.ends.length > 0);
}
