/** The state of one grid: where the person is, what is typed, and what that changes in the document. */
import type { Block } from "../../../generated/Block";
import type { Column } from "../../../generated/Column";
import type { Edit } from "../../../generated/Edit";
import type { Row } from "../../../generated/Row";
import type { Value } from "../../../generated/Value";
import { isComposing } from "../../../session/keys";
import { gridAction, type GridAction } from "../gridkeys";
import { attachToCell, isFiles } from "../attachment/files";
import type { Coming } from "../attachment/attach";
import { cell, liveColumns, liveRows, one, type Entry } from "../model";
import { cellPath, rowsPath } from "../paths";
import type { DocumentSession } from "../session.svelte";
import { isBlockOfCells, meant, parseTsv, printTsv } from "../tsv";
import { filesWords, planPaste } from "../table/paste";
import { renamed } from "../table/settings";
import type { TableState } from "../table/table.svelte";
import { groupKey } from "../table/view";
import { editText, isCount, wishFor } from "../values";
import { copied, htmlOf } from "./clipboard";
import { addColumn, newColumn } from "./columns";
import { takesCases } from "../table/cases";

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
  /** How the rows are shown; a form has none. */
  readonly table: TableState | null;
  readonly #block: () => Block;
  /** A paste that is wider than the table, until the person says what becomes of the rest. */
  offer = $state.raw<{ cells: string[][]; from: Spot; lost: number } | null>(null);
  active = $state.raw<Spot | null>(null);
  /** The other corner of the range that copies and clears; null for the active cell alone. */
  anchor = $state.raw<Spot | null>(null);
  isEditing = $state(false);
  draft = $state("");
  /** Rows a page has, measured by the view. */
  page = 20;

  constructor(session: DocumentSession, section: string, shape: GridShape, block: () => Block, table: TableState | null = null) {
    this.table = table;
    this.session = session;
    this.section = section;
    this.shape = shape;
    this.#block = block;
  }

  readonly columns: Entry<Column>[] = $derived.by(() => liveColumns(this.#block()));
  readonly rows: readonly Entry<Row>[] = $derived.by(() => this.table?.view.rows ?? liveRows(this.#block()));
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

  /** The settings of the block that name a column, for its new name. */
  renamed(column: string, name: string): Record<string, string> {
    return renamed(this.#block(), column, name);
  }

  go(spot: Spot, extend = false): void {
    const clamp = (n: number, count: number): number => Math.max(0, Math.min(count - 1, n));
    if (this.height === 0 || this.width === 0) return;
    if (this.isEditing) this.commit();
    this.table?.hold();
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
    const hasFiles = this.isPicking;
    this.isEditing = false;
    if (!hasFiles && this.draft !== this.textAt(this.active)) void this.write(this.active, this.draft);
  }

  async write(spot: Spot, typed: string): Promise<void> {
    const column = this.columnAt(spot);
    if (!column) return;
    if (isFiles(column.item)) {
      this.session.problem = `${column.item.name} holds files, not words. Paste a picture, drop a file, or press Enter to choose one. Nothing was changed.`;
      return;
    }
    if (!this.rowAt(spot) && this.shape === "form") await this.addRow(-1, 0);
    const path = this.pathAt(spot);
    if (path) this.session.put(path, wishFor(column.item, typed, this.session.reading));
  }

  toggle(): void {
    const column = this.active ? this.columnAt(this.active) : undefined;
    if (!this.active || !column || !this.session.canEdit) return;
    if (isFiles(column.item)) return this.edit();
    if (column.item.type !== "yes-no") {
      // Space in another cell types, as everywhere.
      this.draft = "";
      this.isEditing = true;
      return;
    }
    void this.write(this.active, one(this.valueAt(this.active)) === "yes" ? "no" : "yes");
  }

  /** Whether the files of a cell are open, in a place of their own. */
  get isPicking(): boolean {
    return this.isEditing && this.active !== null && isFiles(this.columnAt(this.active)?.item);
  }

  /** Attaches files to a cell that holds files. */
  async attach(spot: Spot, coming: Coming): Promise<void> {
    const column = this.columnAt(spot);
    if (!column || !isFiles(column.item)) return;
    if (!this.rowAt(spot) && this.shape === "form") await this.addRow(-1, 0);
    const path = this.pathAt(spot);
    if (path) await attachToCell(this.session, path, column.item, this.valueAt(spot), coming);
  }

  /** Whether its rows are cases. */
  get isCases(): boolean {
    return this.shape === "table" && takesCases(this.#block());
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

  /** The range as a spreadsheet takes it: as text and as a table. */
  copy(): { text: string; html: string } {
    const range = this.range;
    if (!range) return { text: "", html: "" };
    const rows: string[][] = [];
    for (let row = range.from.row; row <= range.to.row; row += 1) {
      const cells: string[] = [];
      for (let column = range.from.column; column <= range.to.column; column += 1) {
        const of = this.columnAt({ row, column });
        cells.push(of ? copied(of.item, this.valueAt({ row, column }), this.session.reading) : "");
      }
      rows.push(cells);
    }
    return { text: printTsv(rows), html: htmlOf(rows) };
  }

  selectAll(): void {
    if (this.height === 0) return;
    this.active = { row: this.height - 1, column: this.width - 1 };
    this.anchor = { row: 0, column: 0 };
    this.draft = this.textAt(this.active);
  }

  selectRow(row: number): void {
    this.go({ row, column: this.width - 1 });
    this.anchor = { row, column: 0 };
  }

  /** Cells from a spreadsheet, from the active cell on, as one step; rows that are missing are added. */
  async paste(text: string): Promise<void> {
    if (!this.active || !this.session.canEdit) return;
    const from = this.range?.from ?? this.active;
    if (!isBlockOfCells(text)) return void (await this.write(from, meant(text.replace(/\r?\n$/, ""))));
    const cells = parseTsv(text).map((line) => line.map(meant));
    if (this.shape === "form") return this.#fillForm(cells, from);
    const { lost } = planPaste(this.#sheet, cells, from.row, from.column);
    if (lost > 0) this.offer = { cells, from, lost };
    else await this.#insert(cells, from);
  }

  /** What becomes of a paste that was too wide. */
  async answerOffer(what: "add" | "leave" | "drop"): Promise<void> {
    const offer = this.offer;
    this.offer = null;
    if (!offer || what === "drop") return;
    if (what === "add") {
      const last = this.columns[this.columns.length - 1]?.id ?? null;
      const count = this.columns.length;
      // Each goes after the same column, so the last is added first.
      const names = Array.from({ length: offer.lost }, (_, n) => `Column ${count + offer.lost - n}`);
      if (!(await this.session.edit(names.map((name) => addColumn(this.section, last, newColumn(name, "text")))))) return;
    }
    await this.#insert(offer.cells, offer.from);
  }

  async #insert(cells: string[][], from: Spot): Promise<void> {
    const { edits, files } = planPaste(this.#sheet, cells, from.row, from.column, this.#groupOf(this.rows.length - 1));
    this.table?.hold();
    if (edits.length > 0) await this.session.edit(edits);
    if (files.length > 0) this.#say(filesWords(files));
    const width = Math.max(...cells.map((line) => line.length));
    this.go({ row: from.row + cells.length - 1, column: from.column + width - 1 });
    if (this.active) this.anchor = from;
  }

  async #fillForm(cells: string[][], from: Spot): Promise<void> {
    for (const [r, line] of cells.entries()) {
      const spot = { row: from.row + r, column: 0 };
      if (spot.row < this.height) await this.write(spot, line[0] ?? "");
    }
    const lost = Math.max(0, from.row + cells.length - this.height);
    if (lost > 0) this.session.problem = `${lost} of the lines that were pasted lie below the last field and were left out; the others are in. Add fields and paste again.`;
    this.draft = this.active ? this.textAt(this.active) : "";
  }

  get #sheet(): { section: string; rows: readonly Entry<Row>[]; columns: Entry<Column>[] } {
    return { section: this.section, rows: this.rows, columns: this.columns };
  }

  /** What a new row has in the column of the group, so that it stands where it was added. */
  #groupOf(beside: number): Record<string, string> {
    const group = this.table?.shown.group;
    const row = this.rows[beside] ?? this.rows[0];
    const key = group && row ? groupKey(row, group) : "";
    return group && key ? { [group]: key } : {};
  }

  /** The next number in a column that counts its rows. */
  #counted(): Record<string, string> {
    const column = this.columns.find((c) => isCount(c.item));
    if (!column || this.shape === "form") return {};
    const numbers = (this.table?.stored ?? this.rows).map((row) => Number(one(cell(row.item, column.id))));
    const next = numbers.reduce((most, n) => (Number.isInteger(n) && n > most ? n : most), 0) + 1;
    return { [column.id]: String(next) };
  }

  /** Adds a row below the one at an index (-1: at the top) and goes there. */
  async addRow(below: number, at = this.active?.column): Promise<void> {
    const cells = this.shape === "form" ? {} : { ...this.#groupOf(below), ...this.#counted() };
    this.table?.hold();
    const outcome = await this.session.edit([{ edit: "add_rows", section: this.section, after: this.rows[below]?.id ?? null, rows: [cells] }]);
    const row = this.rows.findIndex((entry) => entry.id === outcome?.ids[0]);
    if (this.shape === "table" && outcome) this.go({ row: row < 0 ? below + 1 : row, column: at ?? this.#firstToWrite });
  }

  /** Where one begins to write in a new row: its first words, else the first column that does not count. */
  get #firstToWrite(): number {
    const words = this.columns.findIndex((c) => (c.item.type === "text" || c.item.type === "markdown") && !isCount(c.item));
    return Math.max(0, words >= 0 ? words : this.columns.findIndex((c) => !isCount(c.item)));
  }

  /** Tells the person something about what they did here, beside the table where there is one. */
  #say(words: string): void {
    if (this.table) this.table.notice = words;
    else this.session.problem = words;
  }

  async moveRow(at: number, step: 1 | -1): Promise<void> {
    await this.placeRow(at, step > 0 ? at + 1 : at - 2);
  }

  /** Moves a row to stand after another (-1: first), or says why not. */
  async placeRow(at: number, after: number): Promise<void> {
    const row = this.rows[at];
    if (!row || after < -1 || after >= this.rows.length || after === at || after === at - 1) return;
    const table = this.table;
    if (table && table.shown.sort.length > 0) {
      const names = table.shown.sort.map((s) => this.columns.find((c) => c.id === s.column)?.item.name ?? "").join(", ");
      table.notice = `Sorted by ${names}: rows stand where their values put them. Take the sort away to move rows by hand.`;
      return;
    }
    const group = table?.shown.group;
    // Before the first row of all there may be rows that are not shown.
    const edits: Edit[] = [{ edit: "move", path: rowsPath(this.section), id: row.id, after: this.rows[after]?.id ?? null }];
    const neighbour = this.rows[after > at ? after : after + 1] ?? this.rows[after];
    if (group && neighbour && groupKey(neighbour, group) !== groupKey(row, group)) {
      edits.push({ edit: "set", path: cellPath(this.section, row.id, group), value: cell(neighbour.item, group) ?? null });
    }
    table?.release();
    if (!(await this.session.edit(edits)) || !this.active) return;
    const to = this.rows.findIndex((entry) => entry.id === row.id);
    if (to >= 0) this.go({ ...this.active, row: to });
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
      case "select":
        if (action.what === "all") this.selectAll();
        else this.selectRow(at.row);
        return true;
      case "notes": {
        const row = this.rowAt(at);
        if (!this.table || !row) return false;
        this.table.toggleNotes(row.id);
        return true;
      }
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
