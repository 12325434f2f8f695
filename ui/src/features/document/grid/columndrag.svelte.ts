/** Dragging the head of a column to another place, and its edge to another width, until the pointer is let go. */
import { followPointer } from "../../../components/follow";
import { columnsPath } from "../paths";
import type { GridState } from "./grid.svelte";
import { clampWidth, usualWidth } from "./layout";

/** How far the pointer goes before a press is a drag, in px. */
const slack = 6;
/** How much one key press changes a width, in px. */
const step = 16;

export class ColumnDrag {
  readonly #grid: GridState;
  /** The column that is dragged. */
  column = $state<number | null>(null);
  /** The column after which it would stand; -1 for first. */
  after = $state<number | null>(null);

  constructor(grid: GridState) {
    this.#grid = grid;
  }

  /** A press on a head: a drag moves the column, a press alone selects it where it meets no button. */
  start(event: PointerEvent, column: number): void {
    const target = event.target as Element;
    if (event.button !== 0 || target.closest("[data-edge]")) return;
    const onButton = target.closest("button") !== null;
    if (!onButton) event.preventDefault();
    if (event.shiftKey && !onButton) return this.#grid.selectColumn(column, true);
    const head = (event.currentTarget as Element).closest('[role="row"]');
    const from = event.clientX;
    const move = (at: PointerEvent): void => {
      if (this.column === null && (Math.abs(at.clientX - from) < slack || !this.#grid.session.canEdit)) return;
      this.column = column;
      this.after = this.#afterOf(head, at.clientX);
    };
    followPointer(move, (drop) => {
      const [moved, after] = [this.column, this.after];
      this.column = this.after = null;
      if (moved === null) {
        if (drop && !onButton) this.#grid.selectColumn(column);
        return;
      }
      // The click that ends a drag would open the menu of the column.
      if (onButton) this.#swallowClick();
      if (drop && after !== null) void placeColumn(this.#grid, moved, after);
    });
  }

  /** A press on the right edge of a head. */
  size(event: PointerEvent, column: number): void {
    const [grid, table] = [this.#grid, this.#grid.table];
    const of = grid.columns[column];
    if (event.button !== 0 || !table || !of) return;
    event.preventDefault();
    event.stopPropagation();
    const width = widthAt(grid, column);
    const from = event.clientX;
    followPointer(
      (at) => (table.sizing = { column: of.id, width: clampWidth(width + at.clientX - from) }),
      (drop) => {
        const made = table.sizing;
        table.sizing = null;
        if (drop && made && made.width !== width) table.setWidth(of.id, made.width);
      },
    );
  }

  #swallowClick(): void {
    const swallow = (click: MouseEvent): void => {
      click.preventDefault();
      click.stopPropagation();
      off();
    };
    // It comes with the same letting go or not at all: the next press begins something else.
    const off = (): void => {
      window.removeEventListener("click", swallow, true);
      window.removeEventListener("pointerdown", off, true);
      window.removeEventListener("keydown", off, true);
    };
    window.addEventListener("click", swallow, true);
    window.addEventListener("pointerdown", off, true);
    window.addEventListener("keydown", off, true);
  }

  #afterOf(head: Element | null, x: number): number {
    let after = -1;
    for (const cell of head?.querySelectorAll<HTMLElement>("[data-head]") ?? []) {
      const box = cell.getBoundingClientRect();
      if (x > box.left + box.width / 2) after = Number(cell.dataset["head"]);
    }
    return after;
  }
}

/** How wide a column is now, in px. */
export function widthAt(grid: GridState, column: number): number {
  const of = grid.columns[column];
  if (!of) return 0;
  return grid.table?.widthOf(of) ?? (Math.round(grid.measure(column)) || usualWidth(of.item));
}

/** Makes a column wider or narrower by a step. */
export function sizeColumn(grid: GridState, column: number, by: 1 | -1): void {
  const of = grid.columns[column];
  if (!of || !grid.table) return;
  const width = clampWidth(widthAt(grid, column) + by * step);
  grid.table.setWidth(of.id, width);
  grid.said = `${of.item.name} is ${width} px wide`;
}

/** Moves a column to stand after another one that is shown (-1: first). */
export async function placeColumn(grid: GridState, column: number, after: number): Promise<void> {
  const of = grid.columns[column];
  if (!of || !grid.session.canEdit || after < -1 || after >= grid.columns.length || after === column || after === column - 1) return;
  const row = grid.active?.row;
  if (!(await grid.session.edit([{ edit: "move", path: columnsPath(grid.section), id: of.id, after: grid.columns[after]?.id ?? null }]))) return;
  const to = grid.columns.findIndex((entry) => entry.id === of.id);
  if (to < 0) return;
  grid.said = `${of.item.name} is column ${to + 1} of ${grid.columns.length}`;
  if (row !== undefined) grid.go({ row, column: to });
}
