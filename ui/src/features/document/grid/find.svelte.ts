/** What is looked for in one table: which cells hold it, and where one is among them. */
import type { Column } from "../../../generated/Column";
import type { Row } from "../../../generated/Row";
import type { Value } from "../../../generated/Value";
import { fold } from "../../../components/text";
import { isFiles } from "../attachment/files";
import { cell, members, type Entry } from "../model";
import { editText, wordsLine, type Reading } from "../values";
import type { GridState } from "./grid.svelte";

export interface Hit {
  row: string;
  column: string;
}

/** Whether a value holds what is looked for, which is folded: as it is shown, or as it is typed. */
export function holds(column: Column, value: Value | undefined, sought: string, reading: Reading): boolean {
  if (members(value).length === 0) return false;
  if (fold(wordsLine(column, value, reading)).includes(sought)) return true;
  return !isFiles(column) && ["date", "instant", "number", "percent", "link"].includes(column.type) && fold(editText(column, value, reading)).includes(sought);
}

/** Cells that are looked at before the window may answer a key again. */
const slice = 4000;

export class FindState {
  readonly #grid: GridState;
  isOpen = $state(false);
  words = $state("");
  /** Cells that hold it, in the order of the screen; those found so far while it is still looking. */
  hits = $state.raw<readonly Hit[]>([]);
  isLooking = $state(false);
  /** Where one is among them; -1 before the first. */
  at = $state(-1);
  /** How often it was asked for, so that asking again leads back to its field. */
  asked = $state(0);
  #run = 0;

  constructor(grid: GridState) {
    this.#grid = grid;
  }

  readonly #keys: ReadonlySet<string> = $derived.by(() => new Set(this.hits.map(({ row, column }) => `${row} ${column}`)));
  readonly #here = $derived.by(() => this.hits[this.at]);

  /** How a cell is marked. */
  markOf(row: string, column: string): "here" | "hit" | undefined {
    if (!this.isOpen || this.hits.length === 0 || !this.#keys.has(`${row} ${column}`)) return undefined;
    return this.#here?.row === row && this.#here.column === column ? "here" : "hit";
  }

  /** `3 of 17`, in words for whoever reads or hears it. */
  readonly said: string = $derived.by(() => {
    if (fold(this.words.trim()) === "") return "";
    const n = this.hits.length;
    if (n === 0 && !this.isLooking) return "Nothing found";
    return `${this.at < 0 ? n : `${this.at + 1} of ${n}`}${this.isLooking ? " so far" : this.at < 0 ? " found" : ""}`;
  });

  /** The rows that can be found: those that meet the conditions, also under bands that are folded away. */
  get #rows(): readonly Entry<Row>[] {
    return this.#grid.table?.unfolded ?? this.#grid.rows;
  }

  /** Looks through the table again, some cells at a time, from where the person is on. */
  look(): void {
    const run = ++this.#run;
    const sought = fold(this.words.trim());
    const before = this.#here;
    this.at = -1;
    if (sought === "") {
      this.hits = [];
      this.isLooking = false;
      return;
    }
    const [rows, columns, reading] = [this.#rows, this.#grid.columns, this.#grid.session.reading];
    const found: Hit[] = [];
    let next = 0;
    const step = (): void => {
      if (run !== this.#run) return;
      const end = Math.min(rows.length, next + Math.max(1, Math.floor(slice / Math.max(1, columns.length))));
      for (; next < end; next += 1) {
        const row = rows[next];
        if (row) for (const column of columns) if (holds(column.item, cell(row.item, column.id), sought, reading)) found.push({ row: row.id, column: column.id });
      }
      this.hits = found.slice();
      if (before && this.at < 0) this.at = found.findIndex((hit) => hit.row === before.row && hit.column === before.column);
      this.isLooking = next < rows.length;
      if (this.isLooking) setTimeout(step);
    };
    step();
  }

  /** Goes to the next cell that holds it, or the one before, and from the last to the first. */
  go(step: 1 | -1): void {
    const n = this.hits.length;
    if (n === 0) return;
    this.at = this.at < 0 ? this.#nearest(step) : (this.at + step + n) % n;
    const hit = this.hits[this.at];
    const [grid, table] = [this.#grid, this.#grid.table];
    if (!hit) return;
    let row = grid.rows.findIndex((entry) => entry.id === hit.row);
    if (row < 0 && table) {
      table.unfold(hit.row);
      row = grid.rows.findIndex((entry) => entry.id === hit.row);
    }
    const column = grid.columns.findIndex((entry) => entry.id === hit.column);
    if (row >= 0 && column >= 0) grid.go({ row, column });
  }

  /** The first cell from where the person is, in either direction. */
  #nearest(step: 1 | -1): number {
    const [grid, active] = [this.#grid, this.#grid.active];
    if (!active) return step > 0 ? 0 : this.hits.length - 1;
    const places = new Map(this.#rows.map((row, at) => [row.id, at]));
    const columns = new Map(grid.columns.map((column, at) => [column.id, at]));
    const here = (places.get(grid.rows[active.row]?.id ?? "") ?? 0) * columns.size + active.column;
    const placeOf = ({ row, column }: Hit): number => (places.get(row) ?? 0) * columns.size + (columns.get(column) ?? 0);
    if (step > 0) return Math.max(0, this.hits.findIndex((hit) => placeOf(hit) >= here));
    const before = this.hits.findLastIndex((hit) => placeOf(hit) <= here);
    return before < 0 ? this.hits.length - 1 : before;
  }

  open(): void {
    this.isOpen = true;
    this.asked += 1;
    if (this.words.trim() !== "") this.look();
  }

  close(): void {
    this.#run += 1;
    this.isOpen = false;
    this.isLooking = false;
    this.hits = [];
    this.at = -1;
  }
}
