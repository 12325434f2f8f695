import type { Board } from "../src/generated/Board";
import type { ScheduledRow } from "../src/generated/ScheduledRow";
import type { UpdateRow } from "../src/generated/UpdateRow";
import type { Intent } from "../src/generated/Intent";
import { keptMessages } from "./message";

const at = (time: string): string => `2026-03-11T${time}:00+01:00`;

/** Sets updates to go out and takes them back; whether the intent was one of these. */
export function changeScheduled(intent: Intent, board: Board): boolean {
  if (intent.intent === "send_update" && intent.at) {
    const update = board.updates.find((each) => each.audience === intent.audience);
    const recipients = intent.to.flatMap((by) => (by.recipients.length ? by.recipients.map((to) => `${to} by ${by.channel}`) : [by.channel]));
    const row = { id: "set-1", audience: intent.audience, name: update?.name ?? intent.audience, number: update?.number ?? 1, stage: "identified", subject: intent.subject || `[SEV1] ${board.incident.number} ${board.incident.title}`, body: intent.body, go_at: at("15:07"), words: "2026-03-11 15:07 Europe/Berlin", next_at: at("15:37"), recipients, by: "Katarzyna Wójcik", set_at: at("14:47"), quiet: intent.quiet ?? "", held: "", condition: "" };
    board.scheduled = [...board.scheduled, row];
    keptMessages.delete(intent.audience);
    return true;
  }
  if (intent.intent === "cancel_scheduled") {
    const row = board.scheduled.find((each) => each.id === intent.update);
    if (row && intent.edit) keptMessages.set(row.audience, { text: row.body, next: "", stage: row.stage, subject: row.subject });
    board.scheduled = board.scheduled.filter((each) => each.id !== intent.update);
    if (row && intent.edit && !board.updates.some((each) => each.audience === row.audience)) board.updates = [...board.updates, beingWritten(row)];
    return true;
  }
  if (intent.intent === "confirm_condition") {
    board.scheduled = board.scheduled.map((each) => (each.id === intent.update ? { ...each, condition: "" } : each));
    return true;
  }
  return false;
}

/** The row of an audience that nothing of the plan asks to be told. */
function beingWritten(row: ScheduledRow): UpdateRow {
  return { audience: row.audience, name: row.name, state: "none", due_at: null, is_promised: false, words: "being written", owner: "", approver: "", channel: "", stage: row.stage, number: row.number, in_outbox: null, last_sent_at: null, planned: null, explanation: "Nothing of the plan asks for it: it is being written." };
}

/** Fills the queue with one that waits and one that was held back, to be looked at. */
export function fillScheduled(board: Board): void {
  const base = { stage: "identified", subject: "[SEV1] INC-2041 Checkout: card payments failing in EU", next_at: at("15:37"), by: "Nguyễn Thị Mai", set_at: at("14:35"), quiet: "" };
  const body = "As of 15:07 CET the cause is known and the repair is under way.\n\nPlease take payments by wallet until then.\n\nNext update by 15:37 CET.";
  board.scheduled = [
    { ...base, id: "set-9", audience: "audience-Partners", name: "Partners", number: 2, body, go_at: at("14:45"), words: "2026-03-11 14:45 Europe/Berlin", recipients: ["partners@northwind.example by Incident mail"], held: "the state has become identified since", condition: "" },
    { ...base, id: "set-8", audience: "audience-Executives", name: "Executives", number: 2, body, go_at: at("15:07"), words: "2026-03-11 15:07 Europe/Berlin", recipients: ["ingrid.solberg@northwind.example by Incident mail", "board@northwind.example by Incident mail"], held: "", condition: "" },
    { ...base, id: "set-6", audience: "audience-Board", name: "Board", number: 1, body, go_at: "2026-03-12T07:00:00+01:00", words: "2026-03-12 07:00 Europe/Berlin", recipients: ["board@northwind.example by Incident mail"], quiet: "hold", held: "", condition: "" },
    { ...base, id: "set-7", audience: "Auditors", name: "Auditors", number: 1, body, go_at: at("15:30"), words: "2026-03-11 15:30 Europe/Berlin", recipients: ["audit@northwind.example by Incident mail"], held: "", condition: "only once Legal has read the second paragraph" },
  ];
}
