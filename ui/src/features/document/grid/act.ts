/** What a key does in a grid. The palette runs the same actions. */
import { isComposing } from "../../../session/keys";
import { gridAction, type GridAction } from "../gridkeys";
import { placeColumn, sizeColumn } from "./columndrag.svelte";
import type { GridState, Spot } from "./grid.svelte";
import { addRow, clear, duplicateRows, fillDown, fillRange, moveRows, removeRows } from "./rows";

/** Acts on a key. True when the key was the grid's. */
export function press(grid: GridState, event: KeyboardEvent): boolean {
  const press = {
    key: event.key,
    code: event.code,
    shift: event.shiftKey,
    ctrl: event.ctrlKey || event.metaKey,
    alt: event.altKey,
    composing: isComposing(event),
  };
  return act(grid, gridAction(press, grid.isEditing, grid.page));
}

/** Carries out an action at the active cell. False where there is nothing that it could do. */
export function act(grid: GridState, action: GridAction): boolean {
  const at = grid.active;
  if (!action || !at) return false;
  const isTable = grid.shape === "table";
  switch (action.do) {
    case "move": {
      // A range gives way from where it began, whole rows and columns from where one is.
      const isWhole = grid.anchor !== null && (Math.abs(grid.anchor.column - at.column) === grid.width - 1 || Math.abs(grid.anchor.row - at.row) === grid.height - 1);
      const from = action.extend || isWhole ? at : (grid.anchor ?? at);
      grid.go({ row: from.row + action.rows, column: from.column + action.columns }, action.extend);
      return true;
    }
    case "edge":
      grid.go({
        row: action.to === "start" ? 0 : action.to === "end" ? grid.height - 1 : at.row,
        column: action.to === "start" || action.to === "row-start" ? 0 : grid.width - 1,
      });
      return true;
    case "next":
      return next(grid, at, action.step);
    case "edit":
      grid.edit();
      return true;
    case "commit":
      grid.commit();
      grid.go({ row: at.row + action.rows, column: at.column });
      return true;
    case "cancel":
      grid.cancel();
      return true;
    case "clear":
      void clear(grid);
      return true;
    case "toggle":
      grid.toggle();
      return true;
    case "select":
      select(grid, at, action.what);
      return true;
    case "fill":
      if (!grid.session.canEdit || (!isTable && action.what === "down")) return false;
      void (action.what === "down" ? fillDown(grid) : fillRange(grid));
      return true;
    case "find":
      if (!grid.find) return false;
      grid.find.open();
      return true;
    case "notes": {
      const row = grid.rowAt(at);
      if (!grid.table || !row) return false;
      grid.table.toggleNotes(row.id);
      return true;
    }
    case "leave":
      // A selection is given up first.
      if (grid.anchor) grid.go(at);
      else (document.activeElement as HTMLElement | null)?.blur();
      return true;
    case "column":
      if (!isTable) return false;
      if (action.what === "wider" || action.what === "narrower") sizeColumn(grid, at.column, action.what === "wider" ? 1 : -1);
      else void placeColumn(grid, at.column, action.what === "right" ? at.column + 1 : at.column - 2);
      return true;
    case "row":
      if (!isTable || !grid.session.canEdit) return false;
      if (action.what === "remove") void removeRows(grid, at.row);
      else if (action.what === "duplicate") void duplicateRows(grid, at.row);
      else if (action.what === "up" || action.what === "down") void moveRows(grid, at.row, action.what === "up" ? -1 : 1);
      else void addRow(grid, action.what === "add-above" ? at.row - 1 : at.row);
      return true;
    default:
      return false;
  }
}

function select(grid: GridState, at: Spot, what: "all" | "row" | "column"): void {
  const range = grid.range;
  if (what === "all" || !range) return grid.selectAll();
  // What is selected already grows to whole rows or columns, and the person stays in their row or column.
  const other = grid.anchor ?? at;
  if (what === "row") grid.select({ row: other.row, column: grid.width - 1 }, { row: at.row, column: 0 });
  else grid.select({ row: grid.height - 1, column: other.column }, { row: 0, column: at.column });
}

/** Tab goes on to the next row, and out of the grid at its ends. */
function next(grid: GridState, at: Spot, step: 1 | -1): boolean {
  grid.commit();
  const index = at.row * grid.width + at.column + step;
  if (index < 0 || index >= grid.height * grid.width) return false;
  grid.go({ row: Math.floor(index / grid.width), column: index % grid.width });
  return true;
}
