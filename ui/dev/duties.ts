// Regulatory clocks as the fake bridge has them.
import type { Board } from "../src/generated/Board";
import type { Intent } from "../src/generated/Intent";
import type { ObligationRow } from "../src/generated/ObligationRow";

const duty = (name: string, anchor: string, within: string, recipient: string, more: Partial<ObligationRow> = {}): ObligationRow => ({
  name,
  state: "not_started",
  is_assessing: true,
  anchor,
  started_at: null,
  anchor_entry: null,
  within,
  due_at: null,
  first_due_at: null,
  filed_at: null,
  words: "",
  recipient,
  owner: "Legal and Privacy",
  approver: "Executive Liaison",
  source: "Regulation (EU) 2016/679",
  reviewed_on: "2026-01-20",
  explanation: `Starts when “${anchor}” is logged.`,
  place: { document: "doc-comms", section: "regulatory", row: name },
  ...more,
});

export const duties = (): ObligationRow[] => [
  duty("GDPR Art. 33", "Awareness of a breach of personal data", "72 h", "Supervisory authority"),
  duty("GDPR Art. 34", "High risk to persons is likely", "without undue delay", "Persons concerned"),
  duty("PCI DSS 12.10", "Card data may be compromised", "at once", "Acquirer and card brands", { source: "PCI DSS v4", reviewed_on: null }),
  duty("Contract with Harbourline 9.2", "Cause on our side is known", "4 h", "Harbourline", { is_assessing: false, owner: "", source: "HL-2023-0417" }),
];

/** What a deed makes of the clocks; nothing where it is about something else. */
export function changeDuties(intent: Intent, board: Board, now: string): ObligationRow[] | null {
  if (intent.intent === "log_anchor") {
    const hours = (within: string): number | null => (within.endsWith(" h") ? Number.parseInt(within, 10) : null);
    return board.obligations.map((row) => {
      if (row.anchor !== intent.anchor) return row;
      const span = hours(row.within);
      return { ...row, state: span ? "due" : "open", started_at: now, due_at: span ? new Date(Date.parse(now) + span * 3_600_000).toISOString() : null, explanation: `${row.within} after “${row.anchor}”.` };
    });
  }
  if (intent.intent === "withdraw_anchor") return board.obligations.map((row) => (row.anchor === intent.anchor ? { ...row, state: "not_started", started_at: null, due_at: null } : row));
  if (intent.intent !== "change_obligation") return null;
  return board.obligations.map((row) => {
    if (row.name !== intent.obligation) return row;
    if (intent.change === "filed") return { ...row, state: "filed", filed_at: now, words: intent.words };
    if (intent.change === "extended") return { ...row, words: intent.words };
    return { ...row, state: intent.change === "applies" ? "not_started" : "not_applicable", words: intent.words };
  });
}
