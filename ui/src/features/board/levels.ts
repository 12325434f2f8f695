/** What a person can do to a level of the escalation: the menu on the board and the palette offer the same. */
import type { LevelChange } from "../../generated/LevelChange";
import type { LevelRow } from "../../generated/LevelRow";

/** A deed: a change of the level with a reason, a return to a level before it, or that somebody takes it. */
export interface LevelDeed {
  do: LevelChange | "deescalate" | "acknowledge";
  /** As its button says it. */
  label: string;
  /** Whether it calls a level again that was called before. */
  again?: boolean;
}

const waiting = ["due", "at_risk", "upcoming", "paused", "held", "relieved"];
const calledBefore = ["called", "acknowledged", "told", "declined", "skipped"];
const releasable = ["called", "relieved", "acknowledged", "declined", "held"];

/** The levels before one in its chain. */
export function lowerOf(level: LevelRow, levels: readonly LevelRow[]): LevelRow[] {
  return level.clock === "functional" ? levels.slice(0, levels.indexOf(level)).filter((other) => other.clock === "functional") : [];
}

/** What can be done to a level as it stands, in the order of the menu. */
export function deedsOf(level: LevelRow, lower: readonly LevelRow[]): LevelDeed[] {
  const waits = waiting.includes(level.state);
  const called = level.state === "called" || level.state === "overdue";
  // Whoever has it hands it back; where the matrix lets nobody decline, somebody leaves the level out.
  const taken = level.state === "acknowledged";
  const deeds: LevelDeed[] = [];
  if (level.clock === "functional" && called) deeds.push({ do: "acknowledge", label: "Acknowledge" });
  if (waits || level.state === "overdue") deeds.push({ do: "raise", label: "Call now" });
  // Who was called before may be called anew: nobody answered, or whoever had it cannot go on.
  if (calledBefore.includes(level.state)) deeds.push({ do: "raise", label: "Call again", again: true });
  if ((called || taken) && level.may_decline) deeds.push({ do: "decline", label: taken ? "Hand it back" : "Cannot take it" });
  if (waits || ((called || taken) && !level.may_decline)) deeds.push({ do: "skip", label: "Leave out" });
  if (lower.length > 0 && releasable.includes(level.state)) deeds.push({ do: "deescalate", label: "De-escalate" });
  return deeds;
}

/** Which level it is: a level of age may be called like one of the chain. */
export const keyOf = (level: LevelRow): string => `${level.clock} ${level.level}`;
