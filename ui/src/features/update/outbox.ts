import type { IconName } from "../../components/icons";
import { sentence } from "../../components/text";
import type { Outbox } from "../../generated/Outbox";
import type { OutboxRow } from "../../generated/OutboxRow";
import type { OutboxUpdate } from "../../generated/OutboxUpdate";

/** What a person is to do about an update as a whole, and what stands beside its name. */
const states: Record<string, { words: string; icon: IconName; tone: string }> = {
  uncertain: { words: "may not have arrived", icon: "question", tone: "risk" },
  refused: { words: "refused", icon: "error", tone: "overdue" },
  waiting: { words: "on its way", icon: "clock", tone: "quiet" },
  sent: { words: "sent", icon: "check", tone: "ok" },
  given_up: { words: "given up", icon: "none", tone: "quiet" },
};
export const stateOf = (state: string): { words: string; icon: IconName; tone: string } => states[state] ?? { words: state, icon: "question", tone: "quiet" };

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
export const rowState = (row: Pick<OutboxRow, "state" | "is_rehearsed">): { icon: IconName; tone: string; title: string } => (row.is_rehearsed ? { icon: "none", tone: "quiet", title: "Would have been sent" } : (rows[row.state] ?? { icon: "question", tone: "quiet", title: row.state }));

/** What stands beside it: nothing that the title says already. */
export function rowWords(row: Pick<OutboxRow, "state" | "is_rehearsed" | "words">): string {
  const title = rowState(row).title.toLowerCase();
  if (!row.words.toLowerCase().startsWith(title)) return row.words;
  const rest = row.words.slice(title.length);
  return rest.startsWith(": ") ? sentence(rest.slice(2)) : rest === "" ? "" : row.words;
}

/** Updates that are not over yet: they ask for a person first, then they wait. */
export function unfinished(outbox: Outbox | null): OutboxUpdate[] {
  const order = ["uncertain", "refused", "waiting"];
  const open = (outbox?.updates ?? []).filter((update) => order.includes(update.state));
  return open.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

/** How many of the messages of an update were taken: `1 of 3 sent`. */
export function progress(update: OutboxUpdate): string {
  const sent = update.rows.filter((row) => row.state === "sent").length;
  return update.rows.length === 1 ? (update.rows[0]?.recipient ?? "") : `${sent} of ${update.rows.length} sent`;
}

/** What changed from one reading of the outbox to the next, to be said aloud: only what ended or asks for a person. */
export function changes(before: Outbox | null, after: Outbox | null): string {
  if (!before || !after) return "";
  const known = new Map<string, string>();
  for (const update of before.updates) for (const row of update.rows) known.set(row.id, row.state);
  const said: string[] = [];
  for (const update of after.updates)
    for (const row of update.rows) {
      const was = known.get(row.id);
      if (was === undefined || was === row.state || !told(row)) continue;
      const what = update.number ? `${update.audience}, update ${update.number}` : update.title;
      said.push(`${what}, ${row.recipient}: ${told(row)}`);
    }
  return said.join(". ");
}

function told(row: OutboxRow): string {
  switch (row.state) {
    case "sent":
      return row.is_rehearsed ? "would have been sent" : "sent";
    case "refused":
      return `refused, ${row.words}`;
    case "uncertain":
      return "it is not known whether it arrived";
    case "retrying":
      return `waits, ${row.words}`;
    default:
      return "";
  }
}
