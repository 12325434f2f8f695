// Evaluations, reviews and drills of plans, as the fake bridge knows them on 11 March 2026.
import type { Intent } from "../src/generated/Intent";
import type { OccurrenceRow } from "../src/generated/OccurrenceRow";

const row = (title: string, part: Partial<OccurrenceRow>): OccurrenceRow => ({ document: "doc-iap", document_title: "Platform roll-out", row: `review-${title}`, title, detail: "Platform roll-out · every Monday · Project Manager", wall: "09:00 Europe/Berlin", overdue: [], today: null, next: null, last: null, ...part });

let rows: OccurrenceRow[] = [
  row("Short review", { overdue: ["2026-03-02", "2026-03-09"], next: "2026-03-16" }),
  row("Call tree drill", { today: "2026-03-11", next: "2026-06-11", last: { day: "2025-12-11", end: "held", at: "2025-12-11T09:00:00Z", by: "Emre Yılmaz", words: "" } }),
  row("Long review", { next: "2026-03-31", wall: "" }),
];

export const reviews = (): OccurrenceRow[] => rows;

/** Records days; whether the intent was this one. */
export function changeReviews(intent: Intent): boolean {
  if (intent.intent !== "record_occurrence") return false;
  const { days, end } = intent;
  rows = rows.map((each) => (each.row === intent.row ? { ...each, overdue: each.overdue.filter((day) => !days.includes(day)), today: each.today && days.includes(each.today) ? null : each.today, last: { day: days.at(-1) ?? "", end, at: "2026-03-11T13:47:12Z", by: intent.by || "Katarzyna Wójcik", words: intent.words ?? "" } } : each));
  return true;
}
