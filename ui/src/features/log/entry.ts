/**
 * What a line typed into the log box means. A kind may stand first, as people write it anyway
 * ("decision: freeze deployments"), and a time before or after it ("14:05 decision: ...").
 */
import type { IncidentId } from "../../generated/IncidentId";
import type { Intent } from "../../generated/Intent";

export type EntryKind = "event" | "action" | "communication" | "hypothesis" | "note" | "decision";

export const entryKinds: { value: EntryKind; label: string }[] = [
  { value: "event", label: "Event" },
  { value: "action", label: "Action" },
  { value: "communication", label: "Communication" },
  { value: "hypothesis", label: "Hypothesis" },
  { value: "decision", label: "Decision" },
  { value: "note", label: "Note" },
];

const names: Record<string, EntryKind> = {
  event: "event",
  action: "action",
  did: "action",
  communication: "communication",
  comms: "communication",
  hypothesis: "hypothesis",
  decision: "decision",
  decided: "decision",
  note: "note",
};

export interface TypedEntry {
  kind: EntryKind;
  /** In plain words ("14:05"); empty for now. */
  at: string;
  text: string;
}

/** `fallback` is the kind of a line that names none. */
export function readEntry(line: string, fallback: EntryKind = "event"): TypedEntry {
  let rest = line.trim();
  let at = "";
  let kind = fallback;
  const time = /^([01]?\d|2[0-3]):[0-5]\d(?=\s)/.exec(rest);
  if (time) {
    at = time[0];
    rest = rest.slice(time[0].length).trim();
  }
  const named = /^(\p{L}+)\s*:\s*/u.exec(rest);
  const found = named?.[1] ? names[named[1].toLowerCase()] : undefined;
  if (named && found) {
    kind = found;
    rest = rest.slice(named[0].length);
  }
  return { kind, at, text: rest.trim() };
}

/** Whether a line is recorded as a decision, with who answers for it. */
export const isDecision = (entry: TypedEntry, incident: IncidentId | null): boolean => entry.kind === "decision" && incident !== null && !entry.at;

/** The intent of an entry. A decision is recorded as one only inside an incident and at its own moment. */
export function entryIntent(entry: TypedEntry, incident: IncidentId | null, accountable = ""): Intent {
  if (isDecision(entry, incident)) {
    return { intent: "decide", incident: incident ?? "", text: entry.text, accountable };
  }
  return { intent: "add_log", incident, text: entry.text, category: entry.kind === "decision" ? "note" : entry.kind, at: entry.at };
}
