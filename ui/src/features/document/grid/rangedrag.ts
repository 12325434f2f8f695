/** Selecting cells by dragging over them. Near an edge the table goes on by itself, as long as the pointer is held there. */
import type { Spot } from "./grid.svelte";

/** What is dragged over: a table, a matrix. */
export interface Dragged {
  readonly active: Spot | null;
  readonly anchor: Spot | null;
  readonly isEditing: boolean;
  go: (spot: Spot, extend: boolean) => void;
}

/** How near to an edge the pointer makes the table go on, and how far it then goes in a frame, in px. */
const edge = 24;
const pace = 14;

/** The cell that an element is in. */
export function spotAt(element: Element | null): Spot | null {
  const cell = element?.closest<HTMLElement>("[data-column]");
  const row = cell?.closest<HTMLElement>("[data-row]");
  return cell && row ? { row: Number(row.dataset["row"]), column: Number(cell.dataset["column"]) } : null;
}

/** Follows the pointer from a cell, and selects up to the cell it is over. */
export function dragRange(grid: Dragged, root: HTMLElement, from: Spot): void {
  let frame = 0;
  let last: PointerEvent | null = null;
  const to = (spot: Spot | null): void => {
    const active = grid.active;
    if (!spot || grid.isEditing || (active?.row === spot.row && active.column === spot.column)) return;
    if (!grid.anchor && spot.row === from.row && spot.column === from.column) return;
    grid.go(spot, true);
  };
  const onward = (): void => {
    frame = 0;
    if (!last) return;
    const box = root.getBoundingClientRect();
    const speed = (at: number, low: number, high: number): number => (at < low + edge ? -pace : at > high - edge ? pace : 0);
    const [x, y] = [speed(last.clientX, box.left, box.right), speed(last.clientY, box.top, box.bottom)];
    const before = [root.scrollLeft, root.scrollTop];
    root.scrollLeft += x;
    root.scrollTop += y;
    if (root.scrollLeft === before[0] && root.scrollTop === before[1]) return;
    // What lies under a pointer that does not move has changed.
    const inside = { x: Math.max(box.left + 2, Math.min(box.right - 2, last.clientX)), y: Math.max(box.top + 2, Math.min(box.bottom - 2, last.clientY)) };
    to(spotAt(document.elementFromPoint(inside.x, inside.y)));
    frame = requestAnimationFrame(onward);
  };
  const move = (event: PointerEvent): void => {
    // The button was let go outside the window.
    if (event.buttons === 0) return end();
    last = event;
    if (root.contains(event.target as Node)) to(spotAt(event.target as Element));
    if (frame === 0 && grid.anchor) frame = requestAnimationFrame(onward);
  };
  const end = (): void => {
    cancelAnimationFrame(frame);
    last = null;
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", end);
    window.removeEventListener("pointercancel", end);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", end);
  window.addEventListener("pointercancel", end);
}
