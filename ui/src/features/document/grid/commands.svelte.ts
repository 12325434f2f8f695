/** What the palette can do in the table where the person was last: opening it takes the focus out of the table. */
import { commands, type Command } from "../../../session/commands.svelte";
import { act } from "./act";
import type { GridState, Spot } from "./grid.svelte";
import { tableKeys, type TableKey } from "./keylist";

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

const list: readonly Command[] = tableKeys
  .filter((key) => key.isCommand)
  .map((key) => ({ id: `table.${key.id}`, name: key.name, group: "Table", keys: [], caps: key.caps, available: () => isThere(key), run: () => run(key) }));

let count = 0;
let end: (() => void) | null = null;
/** Offers the commands of tables while one is on screen. */
export function offerCommands(): () => void {
  if (count++ === 0) end = commands.register(list);
  return () => {
    if (--count === 0) end?.();
  };
}
