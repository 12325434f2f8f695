import { describe, expect, it } from "vitest";
import { deedsOf, lowerOf } from "../features/board/levels";
import type { Board } from "../generated/Board";
import type { LevelRow } from "../generated/LevelRow";
import { levelCommands, levelKey } from "./levelCommands";

const level = (name: string, state: string, more: Partial<LevelRow> = {}): LevelRow => ({
  level: name, clock: "functional", target: `${name} people`, backup: "", notify: "phone", state, at: null, is_unreached: false, may_decline: true, words: state, explanation: "", ...more,
});
const board = (levels: LevelRow[], more: Partial<Board> = {}): Board =>
  ({ incident: { id: "inc-1", is_open: true }, levels, paused: null, ...more }) as unknown as Board;
const names = (of: Board): string[] => levelCommands(of, () => undefined).map((command) => command.name);

describe("what the palette offers about levels", () => {
  it("offers what the menu of each level offers, under the name of the level", () => {
    const levels = [level("L1", "acknowledged"), level("L2", "called"), level("L3", "upcoming"), level("CEO", "told", { clock: "hierarchical" })];
    expect(names(board(levels))).toEqual([
      "Call again: L1, L1 people…",
      "Hand it back: L1, L1 people…",
      "Acknowledge L2, L2 people",
      "Call again: L2, L2 people…",
      "Cannot take it: L2, L2 people…",
      "De-escalate: L2, L2 people…",
      "Call now: L3, L3 people…",
      "Leave out: L3, L3 people…",
      "Call again: CEO, CEO people…",
      "Pause the escalation…",
    ]);
  });

  it("leaves a level out where nobody may decline it, and gives each deed an id of its own", () => {
    const levels = [level("L1", "overdue", { may_decline: false }), level("L1", "told", { clock: "hierarchical" })];
    expect(deedsOf(levels[0]!, []).map((deed) => deed.label)).toEqual(["Acknowledge", "Call now", "Leave out"]);
    const ids = levelCommands(board(levels), () => undefined).map((command) => command.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("resumes what is paused, and offers nothing of an incident that is closed", () => {
    expect(names(board([level("L1", "paused")], { paused: "vendor" }))).toContain("Resume the escalation");
    expect(names(board([level("L1", "called")], { incident: { id: "inc-1", is_open: false } as Board["incident"] }))).toEqual([]);
    expect(levelCommands(null, () => undefined)).toEqual([]);
  });

  it("knows the levels before one of the chain, and none before one of age", () => {
    const levels = [level("L1", "called"), level("Manager", "told", { clock: "hierarchical" }), level("L2", "upcoming")];
    expect(lowerOf(levels[2]!, levels).map((l) => l.level)).toEqual(["L1"]);
    expect(lowerOf(levels[1]!, levels)).toEqual([]);
  });

  it("is built anew when a level changes, and not with each second", () => {
    const one = board([level("L1", "called", { words: "for 12 s" })]);
    expect(levelKey(one)).toBe(levelKey(board([level("L1", "called", { words: "for 13 s" })])));
    expect(levelKey(one)).not.toBe(levelKey(board([level("L1", "acknowledged")])));
  });
});
