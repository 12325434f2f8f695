/** What the palette can do in the table where the person was last: opening it takes the focus out of the table. */
import { commands, type Command } from "../../../session/commands.svelte";
import { saveTable } from "../table/outside";
import type { TableState } from "../table/table.svelte";
import { act } from "./act";
import { addColumn, moveColumn, newColumn, removeColumn } from "./columns";
import type { GridState, Spot } from "./grid.svelte";
import { tableKeys, type TableKey } from "./keylist";
import { rowDeeds, type RowDeed } from "./rowdeeds";

interface Place {
  grid: GridState;
  row: string;
  column: string;
  /** The other corner of the selection. */
  other: { row: string; column: string } | null;
}

let last = $state.raw<Place | null>(null);

/** Keeps the place of a table that is being left. */
export function keepPlace(grid: GridState): void {
  const of = (spot: Spot | null): { row: string; column: string } | null => {
    const [row, column] = [spot ? grid.rows[spot.row] : undefined, spot ? grid.columns[spot.column] : undefined];
    return row && column ? { row: row.id, column: column.id } : null;
  };
  const here = grid.shape === "table" ? of(grid.active) : null;
  if (here) last = { grid, ...here, other: of(grid.anchor) };
}

/** A table is taken off the screen: nothing can be done in it any more. */
export function forgetPlace(grid: GridState): void {
  if (last?.grid === grid) last = null;
}

function spotOf(grid: GridState, place: { row: string; column: string }): Spot | null {
  const [row, column] = [grid.rows.findIndex((entry) => entry.id === place.row), grid.columns.findIndex((entry) => entry.id === place.column)];
  return row >= 0 && column >= 0 ? { row, column } : null;
}

function run({ action }: TableKey): void {
  const place = last;
  const spot = place ? spotOf(place.grid, place) : null;
  if (!place || !spot) return;
  const other = place.other ? spotOf(place.grid, place.other) : null;
  if (other) place.grid.select(other, spot);
  else place.grid.go(spot);
  act(place.grid, action);
}

const isThere = ({ isEdit, id }: TableKey): boolean => {
  if (!last || !spotOf(last.grid, last)) return false;
  return (!isEdit || last.grid.session.canEdit) && (id !== "notes" || last.grid.table !== null);
};

/** What can be done with the table or column where the person was, beside what keys do: without a key of its own. */
interface Deed {
  id: string;
  name: string;
  /** What it needs beside a column: the list of a table, as its bar has it. */
  run: (grid: GridState, table: TableState, column: string) => void;
  /** It is about the column where the person was, and not about the table as a whole. */
  isOfColumn?: boolean;
  isThere?: (table: TableState) => boolean;
}

const save = (grid: GridState, table: TableState, to: "csv" | "json"): void =>
  void saveTable(table, grid.session.document?.sections[grid.section]?.heading || "Table", to);

const canEdit = (table: TableState): boolean => table.session.canEdit;

const deeds: readonly Deed[] = [
  { id: "sort-up", name: "Sort by this column, up", run: (_, table, column) => table.sortBy(column, false), isOfColumn: true },
  { id: "sort-down", name: "Sort by this column, down", run: (_, table, column) => table.sortBy(column, true), isOfColumn: true },
  { id: "sort-none", name: "Do not sort", run: (_, table) => table.setSort([]), isThere: (table) => table.shown.sort.length > 0 },
  { id: "group", name: "Group by this column", run: (_, table, column) => table.setGroup(column), isOfColumn: true },
  { id: "group-none", name: "Do not group", run: (_, table) => table.setGroup(null), isThere: (table) => table.shown.group !== null },
  { id: "hide-column", name: "Hide this column", run: (_, table, column) => void table.hide(column), isOfColumn: true },
  { id: "show-columns", name: "Show all columns", run: (_, table) => table.columns.forEach((column) => table.show(column.id)), isThere: (table) => table.seen.length < table.columns.length },
  { id: "edit-column", name: "Change this column: name, type, choices, rules…", run: (grid, _, column) => void setTimeout(() => (grid.columnAsked = column)), isOfColumn: true },
  { id: "column-left", name: "Move this column left", run: (grid, _, column) => moveColumn(grid, column, -1), isOfColumn: true, isThere: canEdit },
  { id: "column-right", name: "Move this column right", run: (grid, _, column) => moveColumn(grid, column, 1), isOfColumn: true, isThere: canEdit },
  { id: "add-column", name: "Add a column after this one", run: (grid, _, column) => void grid.session.edit([addColumn(grid.section, column, newColumn("New", "text"))]), isOfColumn: true, isThere: canEdit },
  { id: "remove-column", name: "Remove this column", run: (grid, _, column) => removeColumn(grid, column), isOfColumn: true, isThere: canEdit },
  { id: "filter", name: "Filter this table", run: (_, table) => table.filter(), isThere: (table) => !table.isFiltering },
  { id: "filter-none", name: "Do not filter", run: (_, table) => table.endFilter(), isThere: (table) => table.isFiltering },
  { id: "import-csv", name: "Import CSV into this table…", run: (_, table) => (table.choosing.rows += 1), isThere: canEdit },
  { id: "take-cases", name: "Take cases into this table…", run: (_, table) => (table.choosing.cases += 1), isThere: (table) => table.session.canEdit && table.isCases },
  { id: "board", name: "Show as a board", run: (_, table) => table.setLayout("board"), isThere: (table) => table.boards.length > 0 },
  { id: "save-csv", name: "Save the table as CSV", run: (grid, table) => save(grid, table, "csv") },
  { id: "save-json", name: "Save the table as JSON", run: (grid, table) => save(grid, table, "json") },
];

function doDeed({ run: deed }: Deed): void {
  const table = last?.grid.table;
  if (last && table) deed(last.grid, table, last.column);
}

/** A deed for the rows where the person was, selected as they were. */
function doRows(deed: RowDeed): void {
  const place = last;
  const spot = place ? spotOf(place.grid, place) : null;
  if (!place || !spot) return;
  const other = place.other ? spotOf(place.grid, place.other) : null;
  if (other) place.grid.select(other, spot);
  else place.grid.go(spot);
  deed.run(place.grid, spot.row);
}

const ofRows: readonly RowDeed[] = Object.values(rowDeeds).flat();

const list: readonly Command[] = [
  ...ofRows.map((deed): Command => ({
    id: `table.${deed.id}`,
    name: deed.name,
    group: "Table",
    icon: deed.icon,
    keys: [],
    available: () => !!last && !!spotOf(last.grid, last) && last.grid.session.canEdit && deed.isThere(last.grid),
    run: () => doRows(deed),
  })),
  ...tableKeys
    .filter((key) => key.isCommand)
    .map((key): Command => ({ id: `table.${key.id}`, name: key.name, group: "Table", keys: [], caps: key.caps, available: () => isThere(key), run: () => run(key) })),
  ...deeds.map((deed): Command => ({
    id: `table.${deed.id}`,
    name: deed.name,
    group: "Table",
    keys: [],
    available: () => {
      // What is about the whole table stays possible when the cell is gone: its column was hidden, its row filtered away.
      const table = last && (!deed.isOfColumn || spotOf(last.grid, last)) ? last.grid.table : null;
      return !!table && (deed.isThere?.(table) ?? true);
    },
    run: () => doDeed(deed),
  })),
];

let count = 0;
let end: (() => void) | null = null;
/** Offers the commands of tables while one is on screen. */
export function offerCommands(): () => void {
  if (count++ === 0) end = commands.register(list);
  return () => {
    if (--count === 0) end?.();
  };
}
