/** The state of one table beside its cells: how it is shown, what is chosen, the notes of its rows. */
import type { Block } from "../../../generated/Block";
import type { Column } from "../../../generated/Column";
import type { Row } from "../../../generated/Row";
import { clock } from "../../../backend";
import { liveColumns, liveRows, type Entry } from "../model";
import { isHidden, ownWidth } from "../grid/layout";
import { columnOption, settingPath } from "../paths";
import type { DocumentSession } from "../session.svelte";
import { takesCases } from "./cases";
import type { Condition } from "./filter";
import { hasRules, looksOf, noLooks, type RowLooks } from "./looks";
import { Notes } from "./notes.svelte";
import { boardColumns, printSort, refOf, shownOf, type Layout, type Shown, type SortStep } from "./settings";
import { groupKey, holdOf, viewOf, type Held, type View } from "./view";

/** How often rules about time are looked at again, in ms: a due day or a span in minutes passes no faster. */
const stepMs = 60_000;

export class TableState {
  readonly session: DocumentSession;
  readonly section: string;
  readonly notes: Notes;
  readonly #block: () => Block;
  /** Conditions of the filter row; they last as long as the document is open. */
  conditions = $state.raw<readonly Condition[]>([]);
  isFiltering = $state(false);
  /** How often files were asked for, rows or cases; the menu opens the dialog. */
  choosing = $state({ rows: 0, cases: 0 });
  closed = $state.raw<ReadonlySet<string>>(new Set());
  /** What was asked for and not done, and why, in words for the person. */
  notice = $state<string | null>(null);
  /** The row whose notes are open. */
  openRow = $state<string | null>(null);
  /** The row whose hand-off is open. */
  handing = $state<string | null>(null);
  /** The row whose personal data is to be erased, while that is asked. */
  erasing = $state<string | null>(null);
  #held = $state.raw<Held | null>(null);
  // Somebody who only reads may still sort; it is not stored then.
  #local = $state.raw<Readonly<Record<string, string>>>({});
  /** The same for columns, by id: how wide they are, and whether they are shown. */
  #ownColumns = $state.raw<Readonly<Record<string, { width?: number | null; isHidden?: boolean }>>>({});
  /** A column that is being made wider or narrower, until it is let go. */
  sizing = $state.raw<{ column: string; width: number } | null>(null);

  constructor(session: DocumentSession, section: string, block: () => Block) {
    this.session = session;
    this.section = section;
    this.#block = block;
    this.notes = new Notes(session.id, section);
  }

  readonly columns: Entry<Column>[] = $derived.by(() => liveColumns(this.#block()));
  readonly stored: Entry<Row>[] = $derived.by(() => liveRows(this.#block()));
  /** The columns that are shown. At least one always is: an empty table could not be told from a broken one. */
  readonly seen: Entry<Column>[] = $derived.by(() => {
    const seen = this.columns.filter((column) => !this.#isHidden(column));
    return seen.length > 0 ? seen : this.columns.slice(0, 1);
  });
  readonly hidden: Entry<Column>[] = $derived.by(() => this.columns.filter((column) => !this.seen.includes(column)));
  /** Whether its rows are cases. */
  readonly isCases: boolean = $derived.by(() => takesCases(this.#block()));
  readonly shown: Shown = $derived.by(() => shownOf(this.#block(), this.session.canEdit ? {} : this.#local));
  readonly boards: Entry<Column>[] = $derived.by(() => boardColumns(this.#block()));
  readonly view: View = $derived.by(() => {
    const { sort, group, layout } = this.shown;
    const isBoard = layout === "board";
    const order = { sort, group: isBoard ? null : group, conditions: this.conditions, closed: this.closed };
    return viewOf(this.columns, this.stored, order, this.session.reading, isBoard ? null : this.#held);
  });
  /** Rows under all bands, also those that are folded away, in the order of the screen. */
  readonly unfolded: readonly Entry<Row>[] = $derived.by(() => {
    if (this.closed.size === 0 || this.shown.group === null) return this.view.rows;
    const order = { sort: this.shown.sort, group: this.shown.group, conditions: this.conditions, closed: new Set<string>() };
    return viewOf(this.columns, this.stored, order, this.session.reading, this.#held).rows;
  });
  readonly #hasRules = $derived.by(() => hasRules(this.columns));
  readonly #now = $derived(Math.floor(clock.now / stepMs) * stepMs);

  /** Whether rows are shown otherwise than they are stored. */
  readonly isArranged = $derived.by(() => this.shown.sort.length > 0 || this.shown.group !== null || this.conditions.length > 0);

  looks(row: Row | undefined): RowLooks {
    return row && this.#hasRules ? looksOf(this.columns, row, this.#now, (id) => this.session.name(id)) : noLooks;
  }

  /** Rows keep their places from now on, until the table is left or shown otherwise. */
  hold(): void {
    if (this.isArranged) this.#held ??= holdOf(this.view, this.stored, this.shown.group);
  }

  release(): void {
    this.#held = null;
  }

  #set(settings: Readonly<Record<string, string>>): void {
    this.release();
    this.notice = null;
    if (!this.session.canEdit) {
      this.#local = { ...this.#local, ...settings };
      return;
    }
    for (const [key, value] of Object.entries(settings)) this.session.put(settingPath(this.section, key), { kind: "set", value: value || null });
  }

  setLayout(layout: Layout): void {
    this.#set({ layout: layout === "list" ? "" : layout });
  }

  setBoard(column: string): void {
    this.#set({ layout: "board", board_by: this.#ref(column) });
  }

  setSort(steps: readonly SortStep[]): void {
    this.#set({ sort: printSort(steps, this.columns) });
  }

  /** Sorts by one column: alone, or after what is sorted by already. */
  sortBy(column: string, isDown: boolean, isNext = false): void {
    const others = this.shown.sort.filter((step) => step.column !== column);
    this.setSort([...(isNext ? others : []), { column, isDown }]);
  }

  setGroup(column: string | null): void {
    this.closed = new Set();
    this.#set({ group: column === null ? "" : this.#ref(column) });
  }

  #isHidden(column: Entry<Column>): boolean {
    return this.#ownColumns[column.id]?.isHidden ?? isHidden(column.item);
  }

  /** How wide a person made a column, in px; null for as wide as it needs to be. */
  widthOf(column: Entry<Column>): number | null {
    if (this.sizing?.column === column.id) return this.sizing.width;
    const own = this.#ownColumns[column.id]?.width;
    return own === undefined ? ownWidth(column.item) : own;
  }

  // How a table is shown belongs to the document, as its sort does; for a reader it lasts as long as they look.
  #setColumn(column: string, change: { width?: number | null; isHidden?: boolean }): void {
    if (!this.session.canEdit) {
      this.#ownColumns = { ...this.#ownColumns, [column]: { ...this.#ownColumns[column], ...change } };
      return;
    }
    // What was chosen for this look alone gives way to what is stored.
    this.#ownColumns = Object.fromEntries(Object.entries(this.#ownColumns).filter(([id]) => id !== column));
    const put = (key: string, value: string | null): void => this.session.put(columnOption(this.section, column, key), { kind: "set", value });
    if (change.width !== undefined) put("width", change.width === null ? null : String(change.width));
    if (change.isHidden !== undefined) put("hidden", change.isHidden ? "yes" : null);
  }

  setWidth(column: string, width: number | null): void {
    this.#setColumn(column, { width });
  }

  /** Hides a column. False where it is the last that is shown. */
  hide(column: string): boolean {
    if (this.seen.length <= 1) {
      this.notice = "This is the last column that is shown, so it stays. Show another one first.";
      return false;
    }
    this.#setColumn(column, { isHidden: true });
    return true;
  }

  show(column: string): void {
    this.#setColumn(column, { isHidden: false });
  }

  /** Shows a column for as long as one looks: something leads to it. */
  reveal(column: string): void {
    this.#ownColumns = { ...this.#ownColumns, [column]: { ...this.#ownColumns[column], isHidden: false } };
  }

  /** Opens the band under which a row is folded away. */
  unfold(row: string): void {
    const group = this.shown.group;
    const found = this.stored.find((entry) => entry.id === row);
    if (group === null || !found) return;
    const key = this.#held?.groups.get(row) ?? groupKey(found, group);
    if (this.closed.has(key)) this.toggleBand(key);
  }

  setConditions(conditions: readonly Condition[]): void {
    this.release();
    this.conditions = conditions;
  }

  /** Opens the filter row, with a first condition where there is none. */
  filter(): void {
    const first = this.columns.find((c) => c.item.type === "choice") ?? this.columns[0];
    if (first && this.conditions.length === 0) this.setConditions([{ column: first.id, operator: first.item.type === "choice" ? "is" : "contains", value: "" }]);
    this.isFiltering = true;
  }

  endFilter(): void {
    this.setConditions([]);
    this.isFiltering = false;
  }

  toggleBand(key: string): void {
    const closed = new Set(this.closed);
    if (!closed.delete(key)) closed.add(key);
    this.closed = closed;
  }

  /** Opens the notes of a row, or closes them. */
  toggleNotes(row: string): void {
    this.openRow = this.openRow === row ? null : row;
  }

  #ref(column: string): string {
    const found = this.columns.find((c) => c.id === column);
    return found ? refOf(found, this.columns) : "";
  }
}
