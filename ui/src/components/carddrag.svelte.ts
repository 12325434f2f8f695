/** Dragging a card between the lanes of a board with the pointer. */
import { followPointer } from "./follow";

const slack = 4;

export class CardDrag {
  readonly #drop: (card: string, lane: string, below: string | null | undefined) => void;
  card = $state<string | null>(null);
  lane = $state<string | null>(null);
  /** The card below which it would stand; null for first. */
  below = $state<string | null>(null);

  constructor(drop: (card: string, lane: string, below: string | null | undefined) => void) {
    this.#drop = drop;
  }

  /** A press on a card. `isClick` is told when it was let go where it was pressed. */
  start(event: PointerEvent, card: string, click: () => void): void {
    if (event.button !== 0) return;
    const board = (event.currentTarget as Element).closest(".lanes");
    const [x, y] = [event.clientX, event.clientY];
    const move = (at: PointerEvent): void => {
      if (this.card === null && Math.hypot(at.clientX - x, at.clientY - y) < slack) return;
      this.card = card;
      this.#over(board, at);
    };
    followPointer(move, (drop) => {
      const { card: moved, lane, below } = this;
      this.card = this.lane = this.below = null;
      if (drop && moved === null) click();
      else if (drop && moved !== null && lane !== null) this.#drop(moved, lane, below);
    });
  }

  #over(board: Element | null, at: PointerEvent): void {
    const box = board?.getBoundingClientRect();
    if (board && box && at.clientX > box.right - 32) board.scrollLeft += 16;
    else if (board && box && at.clientX < box.left + 32) board.scrollLeft -= 16;
    this.lane = null;
    for (const lane of board?.querySelectorAll<HTMLElement>("[data-lane]") ?? []) {
      const own = lane.getBoundingClientRect();
      if (at.clientX < own.left || at.clientX > own.right) continue;
      this.lane = lane.dataset["lane"] ?? "";
      this.below = null;
      for (const card of lane.querySelectorAll<HTMLElement>("[data-card]")) {
        const place = card.getBoundingClientRect();
        if (card.dataset["card"] !== this.card && at.clientY > place.top + place.height / 2) this.below = card.dataset["card"] ?? null;
      }
    }
  }
}
