/** A promise with a deadline, as the hero, the due bar, rows and the tape show it. */
import { countdown } from "./time";
import type { IconName } from "./icons";

export type ClockState = "due" | "risk" | "overdue";

export interface ClockFace {
  id: string;
  /** What was promised: "Executives’ update", "Escalation to L3". */
  subject: string;
  /** When it must have happened, in milliseconds since the epoch. */
  deadline: number;
  /** From when on it counts as at risk, in milliseconds since the epoch. */
  riskFrom: number;
  /** Ties: customers (0), executives (1), others (2). */
  rank: number;
  /** One line below the number: what happens then, or what it waits for. */
  detail: string;
  /** Who keeps the promise, where it is known. */
  by?: string;
}

/** Neutral, then at risk, then overdue, from the moment of the deadline on, as the backend reads it too. */
export function clockState(face: Pick<ClockFace, "deadline" | "riskFrom">, now: number): ClockState {
  if (now >= face.deadline) return "overdue";
  return now >= face.riskFrom ? "risk" : "due";
}

/** The word that stands beside the colour. */
export const clockWord: Record<ClockState, string> = { overdue: "Overdue", risk: "At risk", due: "Due" };

/** The icon that stands beside the colour; a neutral chip has none. */
export const clockIcon: Record<ClockState, IconName> = { overdue: "overdue", risk: "risk", due: "clock" };

const stateOrder: Record<ClockState, number> = { overdue: 0, risk: 1, due: 2 };

/** Overdue first, the longest broken promise first; then at risk, then due, by time; ties by rank. */
export function byUrgency(faces: readonly ClockFace[], now: number): ClockFace[] {
  return [...faces].sort(
    (a, b) =>
      stateOrder[clockState(a, now)] - stateOrder[clockState(b, now)] ||
      a.deadline - b.deadline ||
      a.rank - b.rank ||
      a.subject.localeCompare(b.subject),
  );
}

/** What a screen reader is told, on a change of state only: "Overdue: Executives’ update". */
export function announcement(face: ClockFace | undefined, now: number): string {
  return face ? `${clockWord[clockState(face, now)]}: ${face.subject}` : "";
}

/** State and digits together. */
export function read(face: ClockFace, now: number): { state: ClockState; digits: string } {
  return { state: clockState(face, now), digits: countdown(face.deadline, now).text };
}
