import { instant } from "../../components/time";
import type { ReplyRow } from "../../generated/ReplyRow";

/** Whether somebody still waits for it. */
export const isAwaited = (row: ReplyRow): boolean => row.state === "awaited" || row.state === "late";

/** Whether it is late at `now`: one whose moment passed since the last reading is late at once. */
export const isLate = (row: ReplyRow, now: number): boolean => isAwaited(row) && row.due_at !== null && now > instant(row.due_at);

/** How it stands, as a line of its own: "Answered in time", "Not answered, 10 min late: the incident was closed". */
export const replyWords = (row: ReplyRow): string =>
  // "Late" alone would be said of the update.
  isAwaited(row) ? `Reply ${row.words}` : row.words.charAt(0).toUpperCase() + row.words.slice(1);

/** The replies that are awaited, the late ones apart; inside, the earliest first, and those without a clock last. */
export function replyGroups(replies: readonly ReplyRow[], now: number): { title: string; late: boolean; rows: ReplyRow[] }[] {
  const due = (row: ReplyRow): number => (row.due_at ? instant(row.due_at) : Infinity);
  const open = replies.filter(isAwaited).sort((a, b) => (due(a) === due(b) ? 0 : due(a) - due(b)));
  return [
    { title: "Reply late", late: true, rows: open.filter((row) => isLate(row, now)) },
    { title: "Reply awaited", late: false, rows: open.filter((row) => !isLate(row, now)) },
  ].filter(({ rows }) => rows.length > 0);
}
