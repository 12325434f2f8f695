// What the fake bridge says about the life of the sample incident: its next period, its hand-over, its end.
import type { Board } from "../src/generated/Board";
import type { CatchUpReading } from "../src/generated/CatchUpReading";
import type { DeciderRow } from "../src/generated/DeciderRow";
import type { HandOverReading } from "../src/generated/HandOverReading";
import type { HandOverRow } from "../src/generated/HandOverRow";
import type { OpenEnd } from "../src/generated/OpenEnd";
import type { RollForwardReading } from "../src/generated/RollForwardReading";
import type { RollForwardRow } from "../src/generated/RollForwardRow";

const line = (fate: string, kind: string, words: string, owner = "", why = ""): RollForwardRow => ({ fate, kind, section: "objectives", row: `${kind} ${words}`, words, owner, why });

export function rollForward(board: Board, to: string): RollForwardReading {
  if (to === "yesterday") throw { code: "invalid", message: "“yesterday” has passed. Nothing was changed. Name a later time", details: [] };
  return {
    number: (board.incident.period?.number ?? 0) + 1,
    from: "2026-03-11T17:00:00Z",
    to: "2026-03-11T21:00:00Z",
    document: "doc-iap",
    title: "INC-2041 action plan",
    heads: ["h1"],
    checkpoint: "Plan for period 2",
    approver: "Katarzyna Wójcik",
    open_actions: board.actions.length,
    lines: [
      line("dropped", "objective", "Find the cause", "Chen Wei", "met"),
      line("carried", "objective", "Restore card payments", "Kim Ji-woo", "was due 15:03, set a new time"),
      line("carried", "objective", "Know if card tokens leaked", "Priya Raman"),
      line("decide", "assignment", "Watch the error rate until it is below 0.3 %", "Kim Ji-woo", "blocked"),
      line("carried", "assignment", "Search the gateway logs for card tokens", "Priya Raman"),
      line("set", "period", "Period 2", "", "22:00"),
      line("set", "checkpoint", "Plan for period 1", "Incident Commander", "Plan for period 2"),
    ],
  };
}

export function catchUp(since: string): CatchUpReading {
  if (since === "soon") throw { code: "invalid", message: "“soon” is not a moment in time. Write a day and a time, for instance 2026-03-11 14:05", details: [] };
  return {
    since: "2026-03-11T13:20:00Z",
    groups: [
      { heading: "State and severity", lines: [{ entry: "log-14:41-state_changed", at: "2026-03-11T13:41:00Z", words: "Identified: the certificate of the Harbourline client was rotated without the intermediate.", is_missed: false }] },
      {
        heading: "Updates and promises",
        lines: [
          { entry: "log-14:31-update_sent", at: "2026-03-11T13:31:22Z", words: "Customers: update 3 sent, the next promised for 14:51:22", is_missed: false },
          { entry: "log-14:44-promise_passed", at: "2026-03-11T13:44:41Z", words: "Executives: the update promised for 14:44:41 was missed", is_missed: true },
        ],
      },
    ],
    others: 2,
  };
}

export const handOverRow: HandOverRow = { id: "hand-1", document: "doc-iap", role: "Incident Commander", outgoing: "Katarzyna Wójcik", incoming: "Tomás Herrera", offered_at: "2026-03-11T13:45:00Z" };

export function handOvers(board: Board): HandOverReading[] {
  return board.hand_overs.map((hand_over) => ({
    hand_over,
    title: "INC-2041 hand-over 14:45",
    gaps: [
      { section: "silenced", words: "Silenced alerts", guidance: "Each with the time at which it speaks again. A silence without an end is a blind spot that outlives the incident." },
      { section: "ahead", words: "Risky events ahead", guidance: "Releases, campaigns, batch runs, peaks, maintenance of vendors." },
    ],
    items: ["Log of the shift read by the incoming commander", "Eliminated hypotheses read back", "Incoming commander says: I have command"].map((words, at) => ({ row: `item-${at}`, words, is_ticked: false })),
    questions: [
      { key: "severity", ask: "Which severity is it?" },
      { key: "state", ask: "Which state is it in?" },
      { key: "promise", ask: "By when is the next update promised to Executives?" },
    ],
    since: { since: hand_over.offered_at, groups: [], others: 1 },
  }));
}

const end = (kind: string, words: string, detail = "", more: Partial<OpenEnd> = {}): OpenEnd => ({ kind, words, detail, document: null, section: null, row: null, audience: null, ...more });

export function openEnds(board: Board): OpenEnd[] {
  return [
    end("state", "The incident is identified, not resolved", "It is over for those affected when it is resolved."),
    end("update", "Next update to Executives", "promised and overdue", { audience: "Executives" }),
    ...board.scheduled.map((set) => end("scheduled", `${set.name}’s update ${set.number}, set for ${set.words}`, set.held ? `held back: ${set.held}` : "does not go out once the incident is closed", { audience: set.audience })),
    ...board.actions.map((action) => end("action", action.text, action.owner)),
    end("objective", "Restore card payments", "Kim Ji-woo", { document: "doc-iap", section: "objectives", row: "o2" }),
    end("report", "Post-incident report", "Nobody has begun it. What was learned is written down while it is remembered."),
  ];
}

export function whoDecides(text: string): DeciderRow[] {
  const base = { document: "doc-raci", section: "raci", role: "Operations Lead" };
  if (/vendor/i.test(text)) return [{ ...base, row: "r7", activity: "Contact vendor", now: null, others: [{ person: "p-kim", name: "Kim Ji-woo", words: "not known to be on shift, +82 2 555 0143" }] }];
  if (!/roll/i.test(text)) return [];
  const kim = { person: "p-kim", name: "Kim Ji-woo", words: "on shift since 14:09, +82 2 555 0143" };
  return [{ ...base, row: "r6", activity: "Decide rollback", now: kim, others: [{ person: "p-chen", name: "Chen Wei", words: "deputy, on shift since 14:33, +86 21 5555 0145" }] }];
}
