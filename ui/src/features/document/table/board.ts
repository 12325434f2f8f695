/** A table as a board: one column per choice, and what moving a card changes. */
import type { Column } from "../../../generated/Column";
import type { Edit } from "../../../generated/Edit";
import type { Row } from "../../../generated/Row";
import { cell, liveChoices, one, type Entry } from "../model";
import { cellPath, rowsPath } from "../paths";

export interface Lane {
  /** The value of its rows; empty for rows without one. */
  key: string;
  label: string;
  colour?: string;
  rows: readonly Entry<Row>[];
  /** Whether the value is one of the choices, or none: what cards can be moved to. */
  isOpen: boolean;
}

/** The columns of a board in the order of the choices: before them rows without a value, after them values that are no choice. */
export function lanesOf(column: Entry<Column>, rows: readonly Entry<Row>[]): Lane[] {
  const held = new Map<string, Entry<Row>[]>();
  for (const row of rows) {
    const key = one(cell(row.item, column.id));
    const list = held.get(key);
    if (list) list.push(row);
    else held.set(key, [row]);
  }
  const lanes = liveChoices(column.item).map(({ id, item }): Lane => ({ key: id, label: item.name, colour: item.colour || "neutral", rows: held.get(id) ?? [], isOpen: true }));
  const known = new Set(["", ...lanes.map((lane) => lane.key)]);
  const others = [...held].filter(([key]) => !known.has(key));
  const none: Lane = { key: "", label: `No ${column.item.name}`, rows: held.get("") ?? [], isOpen: true };
  // Where every row has a value, the place for those without stands aside.
  const choices = none.rows.length > 0 ? [none, ...lanes] : [...lanes, none];
  return [...choices, ...others.map(([key, list]): Lane => ({ key, label: column.item.choices?.[key]?.name ?? key, rows: list, isOpen: false }))];
}

/** The edits that put a card into a lane, below another of its rows (null: above all of them; undefined: where it is in the order). */
export function moveCard(section: string, column: string, row: Entry<Row>, lane: Lane, below?: Entry<Row> | null): Edit[] {
  const edits: Edit[] = [];
  if (one(cell(row.item, column)) !== lane.key) edits.push({ edit: "set", path: cellPath(section, row.id, column), value: lane.key || null });
  if (below !== undefined && below?.id !== row.id) {
    const first = lane.rows.find((other) => other.id !== row.id);
    if (below) edits.push({ edit: "move", path: rowsPath(section), id: row.id, after: below.id });
    // Above the first card of the lane, not of the whole table: it goes just before that card.
    else if (first) {
      edits.push({ edit: "move", path: rowsPath(section), id: row.id, after: first.id }, { edit: "move", path: rowsPath(section), id: first.id, after: row.id });
    }
  }
  return edits;
}
