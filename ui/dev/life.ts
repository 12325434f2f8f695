// What the fake bridge says about the life of the sample incident: its next period, its hand-over, its end.
import type { Board } from "../src/generated/Board";
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
