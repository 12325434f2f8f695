/** The state of one grid: where the person is, what is typed, and what that changes in the document. */
import type { Block } from "../../../generated/Block";
import type { Column } from "../../../generated/Column";
import type { Edit } from "../../../generated/Edit";
import type { Row } from "../../../generated/Row";
import type { Value } from "../../../generated/Value";
import { isComposing } from "../../../session/keys";
import { gridAction, type GridAction } from "../gridkeys";
import { cell, liveColumns, liveRows, one, type Entry } from "../model";
import { cellPath, rowsPath } from "../paths";
import type { DocumentSession } from "../session.svelte";
import { isBlockOfCells, parseTsv, printTsv } from "../tsv";
import { editText, wishFor, wordsLine } from "../values";

/** A cell by its place on the screen. */
export interface Spot {
  row: number;
  column: number;
}

/** A table has a row per row; a form has a row per field and one column of values. */
export type GridShape = "table" | "form";

export class GridState {
  readonly session: DocumentSession;
  readonly section: string;
  readonly shape: GridShape;
  readonly #block: () => Block;
  active = $state.raw<Spot | null>(null);
  /** The other corner of the range that copies and clears; null for the active cell alone. */
  anchor = $state.raw<Spot | null>(null);
  isEditing = $state(false);
  draft = $state("");
  /** Rows a page has, measured by the view. */
  page = 20;

  constructor(session: DocumentSession, section: string, shape: GridShape, block: () => Block) {
    this.session = session;
    this.section = section;
    this.shape = shape;
    this.#block = block;
  }

  readonly columns: Entry<Column>[] = $derived.by(() => liveColumns(this.#block()));
  readonly rows: Entry<Row>[] = $derived.by(() => liveRows(this.#block()));
  readonly height = $derived.by(() => (this.shape === "table" ? this.rows.length : this.columns.length));
  readonly width = $derived.by(() => (this.shape === "table" ? this.columns.length : 1));

  /** The row of a form may not exist before its first value. */
  rowAt(spot: Spot): Entry<Row> | undefined {
    return this.shape === "table" ? this.rows[spot.row] : this.rows[0];
  }

  columnAt(spot: Spot): Entry<Column> | undefined {
    return this.columns[this.shape === "table" ? spot.column : spot.row];
  }

  valueAt(spot: Spot): Value | undefined {
    const row = this.rowAt(spot);
    const column = this.columnAt(spot);
    return row && column ? cell(row.item, column.id) : undefined;
  }

  pathAt(spot: Spot): string | null {
    const row = this.rowAt(spot);
    const column = this.columnAt(spot);
    return row && column ? cellPath(this.section, row.id, column.id) : null;
  }

  textAt(spot: Spot): string {
    const column = this.columnAt(spot);
    return column ? editText(column.item, this.valueAt(spot), this.session.reading) : "";
  }

  go(spot: Spot, extend = false): void {
    const clamp = (n: number, count: number): number => Math.max(0, Math.min(count - 1, n));
    if (this.height === 0 || this.width === 0) return;
    if (this.isEditing) this.commit();
    this.anchor = extend ? (this.anchor ?? this.active) : null;
    this.active = { row: clamp(spot.row, this.height), column: clamp(spot.column, this.width) };
    this.draft = this.textAt(this.active);
    const row = this.rowAt(this.active);
    const column = this.columnAt(this.active);
    // A form in the side panel is about the place that was chosen in the matrix, and keeps it.
    const about = this.session.selected?.row === row?.id ? this.session.selected : null;
    this.session.selected = { ...about, section: this.section, row: row?.id ?? null, column: column?.id ?? null };
  }

  edit(typed?: string): void {
    if (!this.active || !this.session.canEdit) return;
    if (typed === undefined) this.draft = this.textAt(this.active);
    this.isEditing = true;
  }

  cancel(): void {
    this.isEditing = false;
    if (this.active) this.draft = this.textAt(this.active);
  }

  /** Takes what was typed, if it differs from what stood there. */
  commit(): void {
    if (!this.isEditing || !this.active) return;
    this.isEditing = false;
    if (this.draft !== this.textAt(this.active)) void this.write(this.active, this.draft);
  }

  async write(spot: Spot, typed: string): Promise<void> {
    const column = this.columnAt(spot);
    if (!column) return;
    if (!this.rowAt(spot) && this.shape === "form") await this.addRow(-1);
    const path = this.pathAt(spot);
    if (path) this.session.put(path, wishFor(column.item, typed, this.session.reading));
  }

  toggle(): void {
    const column = this.active ? this.columnAt(this.active) : undefined;
    if (!this.active || !column || !this.session.canEdit) return;
    if (column.item.type !== "yes-no") {
      // Space in another cell types, as everywhere.
      this.draft = "";
      this.isEditing = true;
      return;
    }
    void this.write(this.active, one(this.valueAt(this.active)) === "yes" ? "no" : "yes");
  }

  /** The corners of the range. */
  get range(): { from: Spot; to: Spot } | null {
    if (!this.active) return null;
    const other = this.anchor ?? this.active;
    return {
      from: { row: Math.min(this.active.row, other.row), column: Math.min(this.active.column, other.column) },
      to: { row: Math.max(this.active.row, other.row), column: Math.max(this.active.column, other.column) },
    };
  }

  isInRange(row: number, column: number): boolean {
    const range = this.anchor ? this.range : null;
    return !!range && row >= range.from.row && row <= range.to.row && column >= range.from.column && column <= range.to.column;
  }

  clear(): void {
    const range = this.range;
    if (!range || !this.session.canEdit) return;
    for (let row = range.from.row; row <= range.to.row; row += 1) {
      for (let column = range.from.column; column <= range.to.column; column += 1) {
        const path = this.pathAt({ row, column });
        if (path && this.valueAt({ row, column }) !== undefined) this.session.put(path, { kind: "set", value: null });
      }
    }
    this.draft = "";
  }

  copy(): string {
    const range = this.range;
    if (!range) return "";
    const rows: string[][] = [];
    for (let row = range.from.row; row <= range.to.row; row += 1) {
      const cells: string[] = [];
      for (let column = range.from.column; column <= range.to.column; column += 1) {
        const of = this.columnAt({ row, column });
        cells.push(of ? wordsLine(of.item, this.valueAt({ row, column }), this.session.reading) : "");
      }
      rows.push(cells);
    }
    return printTsv(rows);
  }

  /** Cells from a spreadsheet, from the active cell on; rows that are missing are added. */
  async paste(text: string): Promise<void> {
    if (!this.active || !this.session.canEdit) return;
    const start = this.range?.from ?? this.active;
    const cells = isBlockOfCells(text) ? parseTsv(text) : [[text.replace(/\r?\n$/, "")]];
    const missing = start.row + cells.length - this.height;
    if (this.shape === "table" && missing > 0) await this.addRows(missing);
    let left = 0;
    for (const [r, line] of cells.entries()) {
      for (const [c, typed] of line.entries()) {
        const spot = { row: start.row + r, column: start.column + c };
        if (spot.row < this.height && spot.column < this.width) await this.write(spot, typed);
        else if (typed !== "") left += 1;
      }
    }
    if (left > 0) this.session.problem = `${left} ${left === 1 ? "cell" : "cells"} of what was pasted lie outside this table and were left out; the others are in. Add columns, or begin further left, and paste again.`;
    this.anchor = null;
    this.draft = this.textAt(this.active);
  }

  async addRows(count: number): Promise<void> {
    const last = this.rows[this.rows.length - 1]?.id ?? null;
    // Each goes after the same row, so the order among the new, empty ones does not matter.
    const edits = Array.from({ length: count }, () => this.#newRow(last));
    await this.session.edit(edits);
  }

  #newRow(after: string | null): Edit {
    return { edit: "add", path: rowsPath(this.section), after, item: { item: "row", value: { pos: "", cells: {} } } };
  }

  /** Adds a row below the one at an index (-1: at the top) and goes there. */
  async addRow(below: number): Promise<void> {
    const column = this.active?.column ?? 0;
    const outcome = await this.session.edit([this.#newRow(this.rows[below]?.id ?? null)]);
    const at = this.rows.findIndex((row) => row.id === outcome?.ids[0]);
    if (this.shape === "table" && outcome) this.go({ row: at < 0 ? below + 1 : at, column });
  }

  async moveRow(at: number, step: 1 | -1): Promise<void> {
    const row = this.rows[at];
    const to = at + step;
    if (!row || to < 0 || to >= this.rows.length) return;
    const after = step > 0 ? this.rows[to]?.id : this.rows[to - 1]?.id;
    const moved = await this.session.edit([{ edit: "move", path: rowsPath(this.section), id: row.id, after: after ?? null }]);
    if (moved && this.active) this.go({ ...this.active, row: to });
  }

  async removeRow(at: number): Promise<void> {
    const row = this.rows[at];
    if (!row) return;
    await this.session.remove(rowsPath(this.section), row.id, "Row removed");
    if (this.height === 0) this.active = null;
    else if (this.active) this.go(this.active);
  }

  /** Acts on a key. True when the key was the grid's. */
  press(event: KeyboardEvent): boolean {
    const press = {
      key: event.key,
      code: event.code,
      shift: event.shiftKey,
      ctrl: event.ctrlKey || event.metaKey,
      alt: event.altKey,
      composing: isComposing(event),
    };
    return this.do(gridAction(press, this.isEditing, this.page));
  }

  do(action: GridAction): boolean {
    const at = this.active;
    if (!action || !at) return false;
    switch (action.do) {
      case "move": {
        // A range gives way from where it began.
        const from = action.extend ? at : (this.anchor ?? at);
        this.go({ row: from.row + action.rows, column: from.column + action.columns }, action.extend);
        return true;
      }
      case "edge":
        this.go({
          row: action.to === "start" ? 0 : action.to === "end" ? this.height - 1 : at.row,
          column: action.to === "start" || action.to === "row-start" ? 0 : this.width - 1,
        });
        return true;
      case "next":
        return this.#next(at, action.step);
      case "edit":
        this.edit();
        return true;
      case "commit":
        this.commit();
        this.go({ row: at.row + action.rows, column: at.column });
        return true;
      case "cancel":
        this.cancel();
        return true;
      case "clear":
        this.clear();
        return true;
      case "toggle":
        this.toggle();
        return true;
      case "leave":
        (document.activeElement as HTMLElement | null)?.blur();
        return true;
      case "row":
        if (this.shape === "form" || !this.session.canEdit) return false;
        if (action.what === "remove") void this.removeRow(at.row);
        else if (action.what === "up" || action.what === "down") void this.moveRow(at.row, action.what === "up" ? -1 : 1);
        else void this.addRow(action.what === "add-above" ? at.row - 1 : at.row);
        return true;
      default:
        return false;
    }
  }

  /** Tab goes on to the next row, and out of the grid at its ends. */
  #next(at: Spot, step: 1 | -1): boolean {
    this.commit();
    const index = at.row * this.width + at.column + step;
    if (index < 0 || index >= this.height * this.width) return false;
    this.go({ row: Math.floor(index / this.width), column: index % this.width });
    return true;
  }
}
