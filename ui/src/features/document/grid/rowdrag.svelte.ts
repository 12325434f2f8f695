/** Dragging rows by the handle of one of them: where they would stand, until the pointer is let go. */
import { followPointer } from "../../../components/follow";
import type { GridState } from "./grid.svelte";
import { placeRows } from "./rows";

/** How far the pointer goes before a press is a drag, in px. */
const slack = 4;

export class RowDrag {
  readonly #grid: GridState;
  /** The row that is dragged. */
  row = $state<number | null>(null);
  /** The row after which it would stand; -1 for first. */
  after = $state<number | null>(null);

  constructor(grid: GridState) {
    this.#grid = grid;
  }

  /** Whether a row is among those that are dragged. */
  isDragged(row: number): boolean {
    if (this.row === null) return false;
    const { from, to } = this.#grid.meant(this.row);
    return row >= from && row <= to;
  }

  /** A press on a row's handle. The pointer is followed until it is let go or Escape is pressed. */
  start(event: PointerEvent, row: number): void {
    if (event.button !== 0 || (event.target as Element).closest("button")) return;
    event.preventDefault();
    // With Shift, or where nothing can be moved, a press only selects.
    if (event.shiftKey || !this.#grid.session.canEdit) return this.#grid.selectRow(row, event.shiftKey);
    const root = (event.currentTarget as Element).closest('[role="grid"]');
    const from = event.clientY;
    const move = (at: PointerEvent): void => {
      if (this.row === null && Math.abs(at.clientY - from) < slack) return;
      this.row = row;
      this.after = this.#afterOf(root, at.clientY);
      const box = root?.getBoundingClientRect();
      // Near an edge of a long table it goes on by itself.
      if (root && box && at.clientY > box.bottom - 24) root.scrollTop += 12;
      else if (root && box && at.clientY < box.top + 48) root.scrollTop -= 12;
    };
    followPointer(move, (drop) => {
      const [moved, after] = [this.row, this.after];
      this.row = this.after = null;
      if (drop && moved !== null && after !== null) {
        const { from, to } = this.#grid.meant(moved);
        void placeRows(this.#grid, from, to, after);
      } else if (drop && moved === null) this.#grid.selectRow(row);
    });
  }

  #afterOf(root: Element | null, y: number): number {
    let after = -1;
    for (const row of root?.querySelectorAll<HTMLElement>("[data-row]") ?? []) {
      const box = row.getBoundingClientRect();
      if (y > box.top + box.height / 2) after = Number(row.dataset["row"]);
      else if (after < 0) after = Number(row.dataset["row"]) - 1;
    }
    return after;
  }
}
