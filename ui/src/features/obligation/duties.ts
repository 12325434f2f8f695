/** Regulatory and contractual clocks, as the screens sort and name them. */
import type { IconName } from "../../components/icons";
import type { ObligationRow } from "../../generated/ObligationRow";
import { instant } from "../../components/time";

export interface DutyGroup {
  title: string;
  note: string;
  rows: ObligationRow[];
}

/** Whether somebody still has to do something. */
export const isRunning = (row: ObligationRow): boolean => ["open", "due", "at_risk", "overdue"].includes(row.state);

/** How a duty stands at a moment: its clock goes on between two readings. */
export function stateAt(row: ObligationRow, now: number): string {
  return isRunning(row) && row.due_at && now >= instant(row.due_at) ? "overdue" : row.state;
}

/** What runs first, the earliest first; then what waits for its event; then what is over. */
export function dutyGroups(rows: readonly ObligationRow[]): DutyGroup[] {
  const due = (row: ObligationRow): number => (row.due_at ? instant(row.due_at) : Number.POSITIVE_INFINITY);
  const groups: DutyGroup[] = [
    { title: "Running", note: "", rows: rows.filter(isRunning).sort((a, b) => due(a) - due(b)) },
    { title: "Waiting for their event", note: "Log the event when it happens; every clock that names it starts.", rows: rows.filter((row) => row.state === "not_started") },
    { title: "Over", note: "", rows: rows.filter((row) => row.state === "filed" || row.state === "filed_late" || row.state === "not_applicable") },
  ];
  return groups.filter((group) => group.rows.length > 0);
}

/** The events that clocks wait for, each once, with how many. What is the filing of another duty starts by itself. */
export function anchorsOf(rows: readonly ObligationRow[]): { anchor: string; names: string[] }[] {
  const filings = new Set(rows.map((row) => `${row.name} filed`.toLowerCase()));
  const list: { anchor: string; names: string[] }[] = [];
  for (const row of rows) {
    if (row.state !== "not_started" || filings.has(row.anchor.toLowerCase())) continue;
    const known = list.find((entry) => entry.anchor.toLowerCase() === row.anchor.toLowerCase());
    if (known) known.names.push(row.name);
    else list.push({ anchor: row.anchor, names: [row.name] });
  }
  return list;
}

export const dutyWords: Record<string, { words: string; icon: IconName | null }> = {
  open: { words: "runs", icon: null },
  due: { words: "due", icon: null },
  at_risk: { words: "at risk", icon: "risk" },
  overdue: { words: "overdue", icon: "overdue" },
  filed: { words: "filed", icon: "check" },
  filed_late: { words: "filed late", icon: "check" },
  not_applicable: { words: "does not apply", icon: null },
  not_started: { words: "not started", icon: null },
};
