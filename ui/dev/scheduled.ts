import type { Board } from "../src/generated/Board";
import type { Intent } from "../src/generated/Intent";
import { keptMessages } from "./message";

const at = (time: string): string => `2026-03-11T${time}:00+01:00`;

/** Sets updates to go out and takes them back; whether the intent was one of these. */
export function changeScheduled(intent: Intent, board: Board): boolean {
  if (intent.intent === "send_update" && intent.at) {
    const update = board.updates.find((each) => each.audience === intent.audience);
    const recipients = intent.to.flatMap((by) => (by.recipients.length ? by.recipients.map((to) => `${to} by ${by.channel}`) : [by.channel]));
    const row = { id: "set-1", audience: intent.audience, name: update?.name ?? intent.audience, number: update?.number ?? 1, stage: "identified", subject: intent.subject || `[SEV1] ${board.incident.number} ${board.incident.title}`, body: intent.body, go_at: at("15:07"), words: "2026-03-11 15:07 Europe/Berlin", next_at: at("15:37"), recipients, by: "Katarzyna Wójcik", set_at: at("14:47"), held: "" };
    board.scheduled = [...board.scheduled, row];
    keptMessages.delete(intent.audience);
    return true;
  }
  if (intent.intent === "cancel_scheduled") {
    const row = board.scheduled.find((each) => each.id === intent.update);
    if (row && intent.edit) keptMessages.set(row.audience, { text: row.body, next: "", stage: row.stage, subject: row.subject });
    board.scheduled = board.scheduled.filter((each) => each.id !== intent.update);
    return true;
  }
  return false;
}

/** Fills the queue with one that waits and one that was held back, to be looked at. */
export function fillScheduled(board: Board): void {
  const base = { stage: "identified", subject: "[SEV1] INC-2041 Checkout: card payments failing in EU", next_at: at("15:37"), by: "Nguyễn Thị Mai", set_at: at("14:35") };
  const body = "As of 15:07 CET the cause is known and the repair is under way.\n\nPlease take payments by wallet until then.\n\nNext update by 15:37 CET.";
  board.scheduled = [
    { ...base, id: "set-9", audience: "audience-Partners", name: "Partners", number: 2, body, go_at: at("14:45"), words: "2026-03-11 14:45 Europe/Berlin", recipients: ["partners@northwind.example by Incident mail"], held: "the state has become identified since" },
    { ...base, id: "set-8", audience: "audience-Executives", name: "Executives", number: 2, body, go_at: at("15:07"), words: "2026-03-11 15:07 Europe/Berlin", recipients: ["ingrid.solberg@northwind.example by Incident mail", "board@northwind.example by Incident mail"], held: "" },
  ];
}
