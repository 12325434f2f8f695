/** The state of one grid: where the person is, what is selected, what is typed, and what that changes in the document. */
import type { Block } from "../../../generated/Block";
import type { Column } from "../../../generated/Column";
import type { FindingRow } from "../../../generated/FindingRow";
import type { Row } from "../../../generated/Row";
import type { Value } from "../../../generated/Value";
import { attachToCell, isFiles } from "../attachment/files";
import type { Coming } from "../attachment/attach";
import { count } from "../../../components/text";
import { cell, liveColumns, liveRows, one, type Entry } from "../model";
import { cellPath } from "../paths";
import type { DocumentSession } from "../session.svelte";
import { renamed } from "../table/settings";
import type { TableState } from "../table/table.svelte";
import { takesCases } from "../table/cases";
import { editText, isCount, wishFor } from "../values";
import type { Area } from "./bulk";
import { FindState } from "./find.svelte";

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
  offer = $state.raw<{ cells: readonly (readonly string[])[]; from: Spot; lost: number } | null>(null);
  /** The rows that are about to take one value in a column, while the person says which. */
  setting = $state.raw<readonly string[] | null>(null);
  /** The column whose menu is asked for from elsewhere, until it opens. */
  columnAsked = $state<string | null>(null);
  /** What is looked for; a form is short enough to be read. */
  readonly find: FindState | null;
  /** What just happened, for somebody who does not see it. */
  said = $state("");
  active = $state.raw<Spot | null>(null);
  /** The other corner of the range that copies and clears; null for the active cell alone. */
  anchor = $state.raw<Spot | null>(null);
  isEditing = $state(false);
  draft = $state("");
  /** Rows a page has, measured by the view. */
  page = 20;
  /** How wide a column is drawn, in px, measured by the view; 0 where it is not. */
  measure: (column: number) => number = () => 0;
  /** The focus is in a field beside the grid, such as that of the search, and stays there while the active cell moves. */
  isElsewhere = false;

  constructor(session: DocumentSession, section: string, shape: GridShape, block: () => Block, table: TableState | null = null) {
    this.table = table;
    this.session = session;
    this.section = section;
    this.shape = shape;
    this.#block = block;
    this.find = shape === "table" ? new FindState(this) : null;
  }

  /** Columns in their order, also those that are hidden. */
  readonly all: Entry<Column>[] = $derived.by(() => liveColumns(this.#block()));
  /** The columns that are shown. */
  readonly columns: readonly Entry<Column>[] = $derived.by(() => this.table?.seen ?? this.all);
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
    await this.#firstRow(spot);
    const path = this.pathAt(spot);
    if (path) this.session.put(path, wishFor(column.item, typed, this.session.reading));
  }

  /** The row of a form is made with its first value. */
  async #firstRow(spot: Spot): Promise<void> {
    if (this.shape === "form" && !this.rowAt(spot)) await this.session.edit([{ edit: "add_rows", section: this.section, after: null, rows: [{}] }]);
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
    await this.#firstRow(spot);
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

  /** The range while it is more than a cell. Read by every cell that is drawn, so it is worked out once. */
  readonly #selected = $derived.by(() => (this.anchor ? this.range : null));

  isInRange(row: number, column: number): boolean {
    const range = this.#selected;
    return !!range && row >= range.from.row && row <= range.to.row && column >= range.from.column && column <= range.to.column;
  }

  /** Whether a cell is selected, alone or with others. */
  isSelected(row: number, column: number): boolean {
    return this.isInRange(row, column) || (this.active?.row === row && this.active.column === column);
  }

  /** Rows and columns of the range. */
  get area(): Area {
    const range = this.range;
    if (!range || this.shape === "form") return { section: this.section, rows: [], columns: [] };
    return { section: this.section, rows: this.rows.slice(range.from.row, range.to.row + 1), columns: this.columns.slice(range.from.column, range.to.column + 1) };
  }

  /** The rows that are meant at a row: all of the range that it is part of, else itself. */
  meant(row: number): { from: number; to: number } {
    const range = this.anchor ? this.range : null;
    return range && row >= range.from.row && row <= range.to.row ? { from: range.from.row, to: range.to.row } : { from: row, to: row };
  }

  /** What is selected, in words; empty for a single cell. */
  readonly selection: string = $derived.by(() => {
    const range = this.anchor ? this.range : null;
    if (!range || this.shape === "form") return "";
    const [high, wide] = [range.to.row - range.from.row + 1, range.to.column - range.from.column + 1];
    if (high === 1 && wide === 1) return "";
    if (high === this.height && wide === this.width) return `All ${count(high, "row")} selected`;
    if (wide === this.width) return high === 1 ? `Row ${range.from.row + 1} selected` : `${count(high, "row")} selected`;
    if (high === this.height) return wide === 1 ? `Column ${this.columns[range.from.column]?.item.name ?? ""} selected` : `${count(wide, "column")} selected`;
    return `${count(high, "row")} by ${count(wide, "column")} selected`;
  });

  selectAll(): void {
    if (this.height > 0) this.select({ row: this.height - 1, column: this.width - 1 }, { row: 0, column: 0 });
  }

  /** Selects whole rows: from the row where the selection began with `extend`, else this one alone. */
  selectRow(row: number, extend = false): void {
    const from = extend ? (this.anchor ?? this.active)?.row : undefined;
    this.select({ row: from ?? row, column: this.width - 1 }, { row, column: 0 });
  }

  /** Selects whole columns, in the same way. */
  selectColumn(column: number, extend = false): void {
    const from = extend ? (this.anchor ?? this.active)?.column : undefined;
    this.select({ row: this.height - 1, column: from ?? column }, { row: 0, column });
  }

  /** Selects from one corner to another, where the person then is. */
  select(anchor: Spot, active: Spot): void {
    if (this.height === 0 || this.width === 0) return;
    this.go(active);
    this.anchor = { row: Math.min(anchor.row, this.height - 1), column: Math.min(anchor.column, this.width - 1) };
  }

  /** The highest number in a column that counts its rows, with the column; null where none does. */
  counting(): { column: string; highest: number } | null {
    const column = this.all.find((c) => isCount(c.item));
    if (!column || this.shape === "form") return null;
    const numbers = (this.table?.stored ?? this.rows).map((row) => Number(one(cell(row.item, column.id))));
    return { column: column.id, highest: numbers.reduce((most, n) => (Number.isInteger(n) && n > most ? n : most), 0) };
  }

  /** The findings of a row, without a look through all of them for each row that is drawn. */
  findingsOf(row: string): readonly FindingRow[] {
    return this.#findings.get(row) ?? none;
  }

  readonly #findings: ReadonlyMap<string, FindingRow[]> = $derived.by(() => {
    const rows = new Map<string, FindingRow[]>();
    for (const finding of this.session.findingsAt(this.section)) {
      if (!finding.row) continue;
      const list = rows.get(finding.row);
      if (list) list.push(finding);
      else rows.set(finding.row, [finding]);
    }
    return rows;
  });

  /** Tells the person something about what they did here, beside the table where there is one. */
  say(words: string): void {
    if (this.table) this.table.notice = words;
    else this.session.problem = words;
  }
}

const none: readonly FindingRow[] = [];
