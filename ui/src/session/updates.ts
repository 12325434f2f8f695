import type { UpdateRow } from "../generated/UpdateRow";

/**
 * The update whose state a row shows: its own, or, where it goes out as another audience's does, that one's. Its words
 * name the audience; where nobody has that name it stands for itself.
 */
export function leaderOf(update: UpdateRow, updates: readonly UpdateRow[]): UpdateRow {
  const seen = new Set<UpdateRow>();
  let at = update;
  while (at.state === "follows" && !seen.has(at)) {
    seen.add(at);
    const { words } = at;
    const next = updates.find((each) => words === `as ${each.name}`);
    if (!next) return at;
    at = next;
  }
  return at;
}
