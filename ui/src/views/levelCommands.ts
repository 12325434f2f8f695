/** What can be done about each level of the escalation, as commands of the palette. Those with a reason open the level. */
import { cache, intent, problemOf } from "../backend";
import { asked } from "../features/board/asked.svelte";
import { deedsOf, keyOf, lowerOf, type LevelDeed } from "../features/board/levels";
import type { Board } from "../generated/Board";
import type { LevelRow } from "../generated/LevelRow";
import type { Command } from "../session/commands.svelte";
import { route } from "../session/route.svelte";

/** The escalation as its commands depend on it: the seconds of its clocks do not. */
export function levelKey(board: Board | null): string {
  if (!board?.incident.is_open) return "";
  return JSON.stringify([board.incident.id, board.paused, board.levels.map((l) => [l.clock, l.level, l.target, l.state, l.may_decline])]);
}

const named = (level: LevelRow): string => (level.target && level.target !== level.level ? `${level.level}, ${level.target}` : level.level);

/** Commands about the levels of the incident that is shown; `failed` says what went wrong. */
export function levelCommands(board: Board | null, failed: (words: string) => void): Command[] {
  if (!board?.incident.is_open) return [];
  const incident = board.incident.id;
  const shown = (): boolean => cache.board.value?.incident.id === incident;
  const command = (id: string, name: string, run: () => void): Command => ({ id, name, group: "Incident", icon: "escalation", keys: [], available: shown, run });
  const tried = (work: Promise<unknown>): void => void work.then(() => failed(""), (error: unknown) => failed(problemOf(error).message));
  const onBoard = (ask: () => void): void => {
    ask();
    route.go({ view: "board" });
  };
  const about = (level: LevelRow, deed: LevelDeed): Command => {
    const id = `escalation.${deed.do}${deed.again ? "-again" : ""}.${keyOf(level)}`;
    if (deed.do === "acknowledge") {
      return command(id, `Acknowledge ${named(level)}`, () => tried(intent({ intent: "acknowledge", incident, level: level.level, by: "" })));
    }
    return command(id, `${deed.label}: ${named(level)}…`, () => onBoard(() => asked.ask({ level: keyOf(level), do: deed.do })));
  };
  const levels = board.levels.flatMap((level) => deedsOf(level, lowerOf(level, board.levels)).map((deed) => about(level, deed)));
  if (board.paused !== null) levels.push(command("escalation.resume", "Resume the escalation", () => tried(intent({ intent: "resume_escalation", incident }))));
  else if (board.levels.some((level) => level.clock === "functional")) levels.push(command("escalation.pause", "Pause the escalation…", () => onBoard(() => asked.ask("pause"))));
  return levels;
}
