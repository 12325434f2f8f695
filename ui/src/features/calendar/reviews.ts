import type { OccurrenceRow } from "../../generated/OccurrenceRow";

export interface ReviewLine {
  row: OccurrenceRow;
  /** The day that is asked for: the oldest that is overdue, else today, else the next. */
  day: string;
  state: "overdue" | "today" | "next";
  /** How many more days of it are overdue. */
  more: number;
}

/** One line for each evaluation, review or drill, the most pressing first, as they were read. */
export function reviewLines(rows: readonly OccurrenceRow[]): ReviewLine[] {
  return rows.flatMap((row): ReviewLine[] => {
    const [oldest] = row.overdue;
    if (oldest) return [{ row, day: oldest, state: "overdue", more: row.overdue.length - 1 }];
    if (row.today) return [{ row, day: row.today, state: "today", more: 0 }];
    return row.next ? [{ row, day: row.next, state: "next", more: 0 }] : [];
  });
}
