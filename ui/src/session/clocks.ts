import { byUrgency, type ClockFace } from "../components/clock";
import { instant } from "../components/time";
import type { ClockItem } from "../generated/ClockItem";

/** A clock of the board as hero, bar and tape show it; what opens it travels along. */
export interface BoardClock extends ClockFace {
  kind: string;
  audience: string | null;
  level: string | null;
}

/**
 * The backend's clocks in the order of urgency at `now`. The backend sorts too, but states change
 * between two of its readings; its order settles ties.
 */
export function boardClocks(items: readonly ClockItem[], now: number): BoardClock[] {
  const faces = items.map((item, rank): BoardClock => ({
    id: item.id,
    kind: item.kind,
    subject: item.subject,
    deadline: instant(item.due_at),
    riskFrom: instant(item.at_risk_at),
    rank,
    detail: item.detail,
    audience: item.audience,
    level: item.level,
  }));
  return byUrgency(faces, now) as BoardClock[];
}
