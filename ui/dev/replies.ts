// Replies that the updates of the sample ask for, at 14:47:12.
import type { Board } from "../src/generated/Board";
import type { Intent } from "../src/generated/Intent";
import type { ReplyRow } from "../src/generated/ReplyRow";

const at = (time: string): string => `2026-03-11T${time.length === 5 ? `${time}:00` : time}+01:00`;

export const replies = (): ReplyRow[] => [
  { update: "sent-executives-1", audience: "audience-Executives", name: "Executives", number: 1, sent_at: at("14:14:41"), asked: "must acknowledge within 30 min", due_at: at("14:44:41"), state: "late", late_seconds: 151, words: "late", replies: [] },
  { update: "sent-strategic-2", audience: "audience-Strategic customers", name: "Strategic customers", number: 2, sent_at: at("14:32:10"), asked: "must acknowledge within 1 h", due_at: at("15:32:10"), state: "awaited", late_seconds: 0, words: "awaited", replies: [] },
  { update: "sent-support-3", audience: "audience-Support staff", name: "Support staff", number: 3, sent_at: at("14:31:50"), asked: "must acknowledge within 10 min", due_at: at("14:41:50"), state: "answered", late_seconds: 0, words: "answered in time", replies: [{ id: "reply-1", who: "Support desk", at: at("14:36"), text: "Read on all three desks.", recorded_by: "Aisha Bello" }] },
];

/** Records a reply, or says that it is not awaited any more; whether the intent was one of these. */
export function changeReplies(intent: Intent, board: Board): boolean {
  if (intent.intent === "record_reply") {
    const given = { id: `reply-${intent.update}`, who: intent.by, at: at("14:47:12"), text: intent.text ?? "", recorded_by: "Katarzyna Wójcik" };
    board.replies = board.replies.map((row) => (row.update === intent.update ? { ...row, state: "answered", words: row.late_seconds ? "answered 2 min late" : "answered in time", replies: [...row.replies, given] } : row));
    return true;
  }
  if (intent.intent === "waive_reply") {
    board.replies = board.replies.map((row) => (row.update === intent.update ? { ...row, state: "waived", words: `not awaited any more: ${intent.reason}` } : row));
    return true;
  }
  return false;
}
