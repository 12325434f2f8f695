/** What the blocks with a picture say and choose, apart from drawing. */
import type { Block } from "../../../generated/Block";
import type { HeatMap, Picture } from "./shapes";

/** The kinds drawn as a picture above their rows. */
export const pictureKinds: ReadonlySet<string> = new Set(["roster", "risks", "schedule", "handoffs"]);

/** What an empty block of a kind says, and the one thing to do. */
export const emptyWords: Record<string, { sentence: string; action: string } | undefined> = {
  roster: { sentence: "No position yet. Add who commands first; the chart draws itself from the rows.", action: "Add a position" },
  risks: { sentence: "No risk yet. Say what could go wrong, how likely it is and how bad; the map draws itself.", action: "Add a risk" },
  schedule: { sentence: "No line yet. Add a phase with its length, or a milestone with its day; the timeline draws itself.", action: "Add a line" },
  handoffs: { sentence: "No hand-off yet. Say from which system to which, who owns it and within what time; the flow draws itself.", action: "Add a hand-off" },
};

/** Whether there is anything to draw. */
export function isDrawable({ picture, value }: Picture): boolean {
  if (picture === "chart") return value.head !== null || value.staff.length > 0 || value.branches.length > 0;
  if (picture === "heat_map") return value.likelihoods.length > 0 && value.impacts.length > 0;
  if (picture === "timeline") return value.lines.length > 0;
  if (picture === "flow") return value.steps.length > 0 && value.systems.length > 0;
  return true;
}

/** The rows of a cell of the map, and its place in words. */
export function filterOf(map: HeatMap, { likelihood, impact }: { likelihood: number; impact: number }): { rows: string[]; words: string } {
  const rows = map.risks.filter((risk) => risk.likelihood === likelihood && risk.impact === impact).map((risk) => risk.row);
  return { rows, words: `likelihood ${map.likelihoods[likelihood] ?? ""}, impact ${map.impacts[impact] ?? ""}` };
}

/** The block with these rows alone, for a grid that shows a part. Edits name rows by id, so they stay right. */
export function onlyRows(block: Block, rows: readonly string[]): Block {
  const wanted = new Set(rows);
  return { ...block, rows: Object.fromEntries(Object.entries(block.rows ?? {}).filter(([id]) => wanted.has(id))) };
}

/** A moment's day, as `2026-03-11`. */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);
