import type { IconName } from "../../components/icons";
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

export { rowState, rowWords } from "../../components/messages";

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
