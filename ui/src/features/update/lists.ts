import { instant } from "../../components/time";
import type { UpdateRow } from "../../generated/UpdateRow";
import { leaderOf } from "../../session/updates";

export type UpdateGroup = "overdue" | "due" | "upcoming" | "snoozed" | "none";

/** Where an update stands at `now`. A promise that passed since the last reading is overdue at once. */
export function groupOf(update: UpdateRow, now: number): UpdateGroup {
  if (update.state === "snoozed") return "snoozed";
  if (!update.due_at || update.state === "none") return "none";
  if (update.state !== "follows" && now >= instant(update.due_at)) return "overdue";
  return update.state === "overdue" || update.state === "at_risk" || update.state === "due" ? "due" : "upcoming";
}

/** The groups in the order they are shown, without the empty ones; inside, the earliest first. Who follows another stands with it. */
export function updateGroups(updates: readonly UpdateRow[], now: number): { group: UpdateGroup; title: string; rows: UpdateRow[] }[] {
  const titles: [UpdateGroup, string][] = [
    ["overdue", "Overdue"],
    ["due", "Due"],
    ["upcoming", "Upcoming"],
    ["snoozed", "Snoozed"],
    ["none", "No clock yet"],
  ];
  const due = (update: UpdateRow): number => (update.due_at ? instant(update.due_at) : Infinity);
  return titles
    .map(([group, title]) => ({ group, title, rows: updates.filter((u) => groupOf(leaderOf(u, updates), now) === group).sort((a, b) => due(a) - due(b)) }))
    .filter(({ rows }) => rows.length > 0);
}
