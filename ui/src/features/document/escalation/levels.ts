/** New cells of the escalation matrix, as edits. */
import type { Block } from "../../../generated/Block";
import type { Edit } from "../../../generated/Edit";
import type { Value } from "../../../generated/Value";
import { columnByKey, isMany, liveRows, many } from "../model";
import { rowsPath } from "../paths";

/** Adds the row of one place: a severity (empty for any), a level and its clock. */
export function addCell(section: string, block: Block, severity: string, level: string, clock: string): Edit {
  const cells: Record<string, Value> = {};
  const set = (key: string, value: string): void => {
    const column = columnByKey(block, key);
    if (column && value !== "") cells[column.id] = isMany(column.item) ? many([value]) : value;
  };
  set("severity", severity);
  set("level", level);
  set("clock", clock);
  const rows = liveRows(block);
  return { edit: "add", path: rowsPath(section), after: rows[rows.length - 1]?.id ?? null, item: { item: "row", value: { pos: "", cells } } };
}
