import type { RollForwardRow } from "../../generated/RollForwardRow";

/** The groups of a plan on its way into the next period, in the order in which a person looks at them. */
export const fates = [
  { fate: "decide", title: "For you to decide", note: "These go on unless you drop them." },
  { fate: "carried", title: "Carried", note: "Still open." },
  { fate: "dropped", title: "Dropped from the plan", note: "Closed; the plan’s history keeps them." },
  { fate: "set", title: "Set anew", note: "Times, names and ticks of the period." },
] as const;

export type Fate = (typeof fates)[number]["fate"];

/** The sign in the margin: what the plan gains, loses and changes. */
export function sign(row: RollForwardRow, dropped: boolean): "+" | "−" | "~" | "" {
  if (row.fate === "dropped" || dropped) return "−";
  return row.fate === "set" ? "~" : "";
}

const kinds: Record<string, string> = { objective: "Objective", assignment: "Assignment", action: "Action", period: "Period", meeting: "Meeting", checkpoint: "Approval", checklist: "Checklist" };

export const kindWord = (kind: string): string => kinds[kind] ?? kind;

/** What follows the words of a line: for what is set anew the new value, else why. */
export function after(row: RollForwardRow): string {
  if (row.fate !== "set") return row.why;
  if (row.kind === "period") return `ends ${row.why}`;
  if (row.kind === "meeting") return `begins ${row.why}`;
  return row.kind === "checkpoint" ? `becomes “${row.why}”` : row.why;
}
