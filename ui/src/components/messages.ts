/** How a message of the outbox is told. */
import type { IconName } from "./icons";
import { sentence } from "./text";

/** What a person can do to a message. */
export type MessageChange = "send_again" | "mark_sent" | "give_up";

/** A message to one addressee. */
export interface MessageRow {
  id: string;
  channel: string;
  recipient: string;
  state: string;
  is_rehearsed: boolean;
  words: string;
  attempts: number;
  can: readonly MessageChange[];
}

const rows: Record<string, { icon: IconName; tone: string; title: string }> = {
  queued: { icon: "clock", tone: "quiet", title: "Waiting" },
  sending: { icon: "clock", tone: "quiet", title: "Being sent" },
  retrying: { icon: "offline", tone: "risk", title: "Waiting" },
  sent: { icon: "check", tone: "ok", title: "Sent" },
  refused: { icon: "error", tone: "overdue", title: "Refused" },
  uncertain: { icon: "question", tone: "risk", title: "Did it arrive?" },
  given_up: { icon: "none", tone: "quiet", title: "Given up" },
};
/** How a message stands. One of an exercise was not sent, although its clocks go on as if it had been. */
export const rowState = (row: Pick<MessageRow, "state" | "is_rehearsed">): { icon: IconName; tone: string; title: string } => (row.is_rehearsed ? { icon: "none", tone: "quiet", title: "Would have been sent" } : (rows[row.state] ?? { icon: "question", tone: "quiet", title: row.state }));

const again: Record<string, string> = { retrying: "Try now", given_up: "Send it after all" };

/** What can be done about a message, as its buttons say it and in their order; the first is what it asks for. */
export function messageDeeds(row: Pick<MessageRow, "state" | "can">): { what: MessageChange; label: string; isQuiet: boolean }[] {
  const isUncertain = row.state === "uncertain";
  const all: { what: MessageChange; label: string; isQuiet: boolean }[] = [
    { what: "send_again", label: again[row.state] ?? "Send again", isQuiet: false },
    { what: "give_up", label: row.state === "queued" ? "Do not send…" : "Give up…", isQuiet: true },
  ];
  all.splice(isUncertain ? 0 : 1, 0, { what: "mark_sent", label: isUncertain ? "It arrived: mark as sent" : "Mark as sent", isQuiet: !isUncertain });
  return all.filter(({ what }) => row.can.includes(what));
}

/** What stands beside it: nothing that the title says already. */
export function rowWords(row: Pick<MessageRow, "state" | "is_rehearsed" | "words">): string {
  const title = rowState(row).title.toLowerCase();
  if (!row.words.toLowerCase().startsWith(title)) return row.words;
  const rest = row.words.slice(title.length);
  return rest.startsWith(": ") ? sentence(rest.slice(2)) : rest === "" ? "" : row.words;
}
