/** Which rows of a table are shown, in which order and under which bands. The stored order is not touched. */
import type { Column } from "../../../generated/Column";
import type { Row } from "../../../generated/Row";
import { cell, members, type Entry } from "../model";
import { words, wordsLine, type Reading } from "../values";
import { meets, type Condition } from "./filter";
import { compareKeys, sortKey, type SortKey } from "./order";
import type { SortStep } from "./settings";

export interface Band {
  /** What the rows below have in the column of the group, as stored; empty for nothing. */
  key: string;
  label: string;
  /** Meaning of a choice's colour. */
  colour?: string;
  count: number;
  isClosed: boolean;
  /** The index of the row that it stands above. */
  at: number;
}

export interface View {
  rows: readonly Entry<Row>[];
  bands: readonly Band[];
  /** Rows that meet the conditions in order, also those in closed bands. */
  chosen: readonly Entry<Row>[];
  total: number;
}

export interface ViewOrder {
  sort: readonly SortStep[];
  group: string | null;
  conditions: readonly Condition[];
  /** Keys of bands whose rows are folded away. */
  closed: ReadonlySet<string>;
}

/** The order that a person began to work in: rows keep their places while cells change under them. */
export interface Held {
  places: readonly string[];
  groups: ReadonlyMap<string, string>;
  /** Every row there was, also those not shown. */
  known: ReadonlySet<string>;
}

export function viewOf(
  columns: readonly Entry<Column>[],
  rows: readonly Entry<Row>[],
  order: ViewOrder,
  reading: Reading,
  held: Held | null = null,
): View {
  const { sort, group, conditions } = order;
  if (sort.length === 0 && group === null && conditions.length === 0) return { rows, bands: [], chosen: rows, total: rows.length };
  const chosen = held ? kept(rows, held) : sorted(columns, filtered(columns, rows, conditions, reading), sort, reading);
  const by = columns.find((column) => column.id === group);
  if (!by) return { rows: chosen, bands: [], chosen, total: rows.length };
  return { ...banded(by, chosen, order.closed, reading, held), chosen, total: rows.length };
}

/** What is held of a view: the places and bands of its rows. */
export function holdOf(view: View, rows: readonly Entry<Row>[], group: string | null): Held {
  const groups = new Map(group === null ? [] : view.chosen.map((row) => [row.id, groupKey(row, group)]));
  return { places: view.chosen.map((row) => row.id), groups, known: new Set(rows.map((row) => row.id)) };
}

/** The value of a row in the column of the group, as one text. */
export const groupKey = (row: Entry<Row>, group: string): string => members(cell(row.item, group)).join(", ");

function filtered(columns: readonly Entry<Column>[], rows: readonly Entry<Row>[], conditions: readonly Condition[], reading: Reading): readonly Entry<Row>[] {
  const asked = conditions.flatMap((condition) => {
    const column = columns.find((c) => c.id === condition.column);
    return column ? [{ column, condition }] : [];
  });
  if (asked.length === 0) return rows;
  return rows.filter((row) => asked.every(({ column, condition }) => meets(column.item, cell(row.item, column.id), condition, reading)));
}

function sorted(columns: readonly Entry<Column>[], rows: readonly Entry<Row>[], sort: readonly SortStep[], reading: Reading): readonly Entry<Row>[] {
  const steps = sort.flatMap(({ column, isDown }) => {
    const found = columns.find((c) => c.id === column);
    return found ? [{ column: found, isDown }] : [];
  });
  if (steps.length === 0) return rows;
  // Each key once, not once per comparison.
  const keyed: { row: Entry<Row>; keys: SortKey[] }[] = rows.map((row) => ({
    row,
    keys: steps.map(({ column }) => sortKey(column.item, cell(row.item, column.id), reading)),
  }));
  keyed.sort((a, b) => {
    for (const [at, { isDown }] of steps.entries()) {
      const found = compareKeys(a.keys[at] ?? null, b.keys[at] ?? null, isDown);
      if (found !== 0) return found;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

/** Rows in the places they had; a new one follows the row that it was stored after. */
function kept(rows: readonly Entry<Row>[], held: Held): readonly Entry<Row>[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const shown = new Set(held.places);
  const after = new Map<string, Entry<Row>[]>();
  let last = "";
  for (const row of rows) {
    if (shown.has(row.id)) last = row.id;
    // A row that was there and not shown stays hidden; one that came since is shown.
    else if (!held.known.has(row.id)) after.set(last, [...(after.get(last) ?? []), row]);
  }
  const places = held.places.flatMap((id) => {
    const row = byId.get(id);
    return [...(row ? [row] : []), ...(after.get(id) ?? [])];
  });
  return [...(after.get("") ?? []), ...places];
}

function banded(by: Entry<Column>, rows: readonly Entry<Row>[], closed: ReadonlySet<string>, reading: Reading, held: Held | null): Pick<View, "rows" | "bands"> {
  const buckets = new Map<string, Entry<Row>[]>();
  for (const row of rows) {
    const key = held?.groups.get(row.id) ?? groupKey(row, by.id);
    const bucket = buckets.get(key);
    if (bucket) bucket.push(row);
    else buckets.set(key, [row]);
  }
  const keyOf = (bucket: readonly Entry<Row>[], key: string): SortKey => {
    const sample = bucket.find((row) => groupKey(row, by.id) === key);
    return sample ? sortKey(by.item, cell(sample.item, by.id), reading) : key === "" ? null : sortKey(by.item, key, reading);
  };
  const order = [...buckets].sort((a, b) => compareKeys(keyOf(a[1], a[0]), keyOf(b[1], b[0])));
  const shown: Entry<Row>[] = [];
  const bands = order.map(([key, bucket]): Band => {
    const sample = bucket.find((row) => groupKey(row, by.id) === key);
    const value = sample ? cell(sample.item, by.id) : key;
    const label = key === "" ? `No ${by.item.name}` : wordsLine(by.item, value, reading);
    const colour = words(by.item, value, reading)[0]?.colour;
    const band = { key, label, ...(colour ? { colour } : {}), count: bucket.length, isClosed: closed.has(key), at: shown.length };
    if (!band.isClosed) shown.push(...bucket);
    return band;
  });
  return { rows: shown, bands };
}
