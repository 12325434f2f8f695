/** Where the person is in a RACI matrix, and what keys change there. */
import type { TableFile } from "../../../components/file";
import type { Block } from "../../../generated/Block";
import type { Column } from "../../../generated/Column";
import type { Row } from "../../../generated/Row";
import { count } from "../../../components/text";
import type { Edit } from "../../../generated/Edit";
import { isComposing } from "../../../session/keys";
import { gridAction } from "../gridkeys";
import { cell, liveColumns, members, one, type Entry } from "../model";
import { cellPath, rowsPath } from "../paths";
import { extraKeys, letterOfPress, lettersOf, matrixOf, stageOf, toggling, totals } from "../raci";
import { removeAll, type Area } from "../grid/bulk";
import { copied, forSheets, htmlOf } from "../grid/clipboard";
import { GridState } from "../grid/grid.svelte";
import type { DocumentSession } from "../session.svelte";
import { harmless } from "../table/csv";
import { tiled } from "../table/paste";
import { printTsv } from "../tsv";
import { noting } from "./noting.svelte";
import { cellsOf, hasHead, isTable, planPaste, remarks, type Sheet } from "./paste";
import { heldLetters, schemeOf } from "./scheme";
import { clearOver, cornersOf, fillDownOver, toggleOver, type Spot } from "./selection";
import { intoStage, renameStage } from "./shape";

/** The column before the roles, where the activity is written. */
export const activityColumn = -1;

/** What can stand behind a role. A machine, a team and a vendor are judged by rules of their own. */
export const kindOptions = [
  { value: "human", label: "A person" },
  { value: "ai", label: "An AI" },
  { value: "team", label: "A team" },
  { value: "vendor", label: "A vendor" },
];

export class RaciState {
  readonly session: DocumentSession;
  readonly section: string;
  readonly #block: () => Block;
  active = $state.raw<Spot | null>(null);
  /** Where the selection began; null while it is one cell. */
  anchor = $state.raw<Spot | null>(null);
  /** The role that is shown alone, or all. */
  only = $state("");
  /** The text field that is open: an activity, or a value after the roles. */
  isEditing = $state(false);
  /** What the matrix has to say about the last paste or copy, until it is understood. */
  notice = $state<string | null>(null);
  /** A table with a head that was pasted or chosen as a file, and waits for a word. */
  table = $state.raw<{ name: string; cells: string[][]; file: TableFile | null } | null>(null);
  /** The stage whose name is being written, by its name now; with a row, a new stage for that row. */
  naming = $state.raw<{ stage: string; row: string | null } | null>(null);
  /** How often a file was asked for; the menu opens the dialog. */
  choosing = $state(0);
  /** Where the menu of a cell stands on the screen. */
  menu = $state.raw<{ x: number; y: number } | null>(null);

  /** Opens the card of somebody; the block that shows the matrix says how. */
  oncard: (who: string) => void = () => {};
  /** The columns as a table has them, for their menus. */
  readonly grid: GridState;

  constructor(session: DocumentSession, section: string, block: () => Block) {
    this.session = session;
    this.section = section;
    this.#block = block;
    this.grid = new GridState(session, section, "table", block);
  }

  readonly scheme = $derived.by(() => schemeOf(this.#block()));
  readonly matrix = $derived.by(() => matrixOf(this.#block()));
  readonly totals = $derived.by(() => totals(this.matrix, this.scheme.letters));
  /** Roles, then the columns after them. */
  readonly #live = $derived.by(() => liveColumns(this.#block()));
  readonly columns = $derived.by(() => [
    ...this.#live.filter((column) => column.item.type === "letters" && (this.only === "" || column.id === this.only)),
    ...extraKeys.flatMap((key) => this.#live.find((column) => column.item.key === key) ?? []),
  ]);
  readonly letters = $derived(this.scheme.letters);
  /** Letters that stand in cells and that the scheme does not know, with how many cells hold each. */
  readonly strange = $derived.by(() => [...heldLetters(this.#block())].filter(([sign]) => !this.letters.some((x) => x.letter === sign)));
  /** The cell where the person is. */
  readonly here = $derived.by(() => {
    const row = this.active ? this.matrix.rows[this.active.row] : undefined;
    const column = this.active ? this.columns[this.active.column] : undefined;
    return row && column ? { row, column } : null;
  });

  /** Columns of the block, shown or not. */
  get live(): readonly Entry<Column>[] {
    return this.#live;
  }

  get block(): Block {
    return this.#block();
  }

  sheet(): Sheet {
    const activity = this.matrix.activity;
    const shown = [...(activity ? [activity] : []), ...this.columns];
    return { section: this.section, rows: this.matrix.rows, shown, columns: this.#live, activity: activity?.id ?? null, letters: this.letters };
  }

  rowIndex(id: string): number {
    return this.matrix.rows.findIndex((row) => row.id === id);
  }

  activityOf(row: Entry<Row>): string {
    const column = this.matrix.activity;
    return column ? one(cell(row.item, column.id)) : "";
  }

  /** The corners of the selection while it is more than a cell. */
  readonly range = $derived.by(() => (this.anchor && this.active ? cornersOf(this.anchor, this.active) : null));
  /** Rows and columns of the selection, the activity among them. */
  readonly area = $derived.by((): Area => {
    if (!this.active) return { section: this.section, rows: [], columns: [] };
    const { from, to } = this.range ?? cornersOf(this.active, this.active);
    const activity = this.matrix.activity;
    const roles = this.columns.slice(Math.max(0, from.column), to.column + 1);
    return { section: this.section, rows: this.matrix.rows.slice(from.row, to.row + 1), columns: from.column === activityColumn && activity ? [activity, ...roles] : roles };
  });
  /** Whether a letter can go where the person is: a selection may end at the names of its activities. */
  readonly takesLetters = $derived.by(() => this.area.columns.some((column) => column.item.type === "letters"));
  /** What is selected, in words; empty for a single cell. */
  readonly selection = $derived.by(() => {
    if (!this.range) return "";
    const { rows, columns } = this.area;
    return `${count(rows.length, "activity", "activities")} by ${count(columns.length, "column")} selected`;
  });

  isInRange(row: number, column: number): boolean {
    const range = this.range;
    return !!range && row >= range.from.row && row <= range.to.row && column >= range.from.column && column <= range.to.column;
  }

  go(row: number, column: number, extend = false): void {
    const rows = this.matrix.rows.length;
    if (rows === 0) return;
    this.isEditing = false;
    this.menu = null;
    this.anchor = extend ? (this.anchor ?? this.active) : null;
    this.active = {
      row: Math.max(0, Math.min(rows - 1, row)),
      column: Math.max(activityColumn, Math.min(this.columns.length - 1, column)),
    };
    const entry = this.matrix.rows[this.active.row];
    const of = this.active.column === activityColumn ? this.matrix.activity : this.columns[this.active.column];
    this.session.selected = { section: this.section, row: entry?.id ?? null, column: of?.id ?? null };
  }

  /** A letter for the cell where the person is, or for all that are selected. */
  toggle(letter: string): void {
    if (this.range) this.#give(toggleOver(this.area, letter));
    else if (this.here) this.session.put(...toggling(cellPath(this.section, this.here.row.id, this.here.column.id), cell(this.here.row.item, this.here.column.id), letter));
  }

  /** Empties the cell where the person is, or all that are selected. */
  clear(): void {
    this.#give(this.here || this.range ? clearOver(this.area, this.matrix.activity?.id ?? null) : []);
  }

  /** Writes values that are seen at once, so that a letter pressed next is judged by them, as one step of their own. */
  #give(edits: Edit[]): void {
    if (edits.length === 0) return;
    void this.session.flush();
    for (const edit of edits) if (edit.edit === "set") this.session.put(edit.path, { kind: "set", value: edit.value });
    void this.session.flush();
  }

  /** The first selected row goes into the other ones; without a selection, the row above into this cell. */
  fillDown(): void {
    const at = this.active;
    if (!at || (!this.range && at.row === 0)) return;
    const rows = this.range ? this.area.rows : this.matrix.rows.slice(at.row - 1, at.row + 1);
    void this.#once(fillDownOver({ ...this.area, rows }, this.matrix.activity?.id ?? null, this.session.reading));
  }

  async #once(edits: Edit[]): Promise<void> {
    if (edits.length > 0) await this.session.edit(edits);
  }

  select(what: "all" | "row" | "column"): void {
    const at = this.active;
    if (!at) return;
    const [bottom, right] = [this.matrix.rows.length - 1, this.columns.length - 1];
    const other = this.anchor ?? at;
    const [from, to] = what === "all" ? [{ row: bottom, column: right }, { row: 0, column: activityColumn }] : what === "row" ? [{ row: other.row, column: right }, { row: at.row, column: activityColumn }] : [{ row: bottom, column: other.column }, { row: 0, column: at.column }];
    this.anchor = from;
    this.go(to.row, to.column, true);
  }

  /** Opens the note of the cell where the person is. A note belongs to a letter, so an empty cell has none. */
  noteHere(): void {
    if (!this.here || this.here.column.item.type !== "letters") return;
    if (members(cell(this.here.row.item, this.here.column.id)).length === 0) this.notice = "A note belongs to a letter. Set a letter first, then press N.";
    else noting.asked += 1;
  }

  /** Applies the first safe fix of the row where the person is. */
  fixHere(): boolean {
    const row = this.active ? this.matrix.rows[this.active.row] : undefined;
    const found = row && this.session.findingsAt(this.section).find((f) => f.row === row.id && f.fix);
    if (found) void this.session.fix(found);
    return !!found;
  }

  /** Takes cells from the clipboard. A table with a head waits for a word, because it may add roles. */
  async paste(text: string): Promise<void> {
    if (!this.active) return;
    const { from: at, to } = this.range ?? cornersOf(this.active, this.active);
    const read = cellsOf(text, false);
    const sheet = this.sheet();
    if (isTable(text) && hasHead(sheet, read)) {
      this.table = { name: "the clipboard", cells: read, file: null };
      return;
    }
    const cells = tiled(read, to.row - at.row + 1, to.column - at.column + 1);
    const last = this.matrix.rows[this.matrix.rows.length - 1];
    const stage = last ? stageOf(this.matrix, last.item) : "";
    const plan = planPaste(sheet, cells, at.row, at.column - activityColumn, this.matrix.stage && stage ? { [this.matrix.stage.id]: stage } : {});
    if (plan.edits.length > 0 && !(await this.session.edit(plan.edits))) return;
    this.notice = remarks(plan) || null;
  }

  /** What is selected, as a spreadsheet takes it: `A/R`, as text and as a table. */
  copied(): { text: string; html: string } | null {
    if (!this.active) return null;
    const words = (row: Entry<Row>, column: Entry<Column>): string => {
      const value = cell(row.item, column.id);
      if (column.id === this.matrix.activity?.id) return harmless(one(value));
      return column.item.type === "letters" ? lettersOf(value, this.letters).map((x) => x.letter).join("/") : copied(column.item, value, this.session.reading);
    };
    const { rows, columns } = this.area;
    const cells = rows.map((row) => columns.map((column) => words(row, column)));
    return { text: this.range ? printTsv(cells) : (cells[0]?.[0] ?? ""), html: forSheets(htmlOf(cells.map((line) => line.map((text) => ({ text }))))) };
  }

  /** Takes the name that was written for a stage; an empty one for a row takes it out of its stage. */
  async nameStage(name: string): Promise<void> {
    const naming = this.naming;
    const stage = this.matrix.stage;
    this.naming = null;
    if (!naming || !stage) return;
    const band = this.matrix.bands.find((b) => b.stage === naming.stage);
    const row = this.matrix.rows.find((r) => r.id === naming.row);
    const words = name.trim();
    if (naming.row !== null ? words === "" || !row : words === naming.stage || !band) return this.refocus();
    const edits = row ? intoStage(this.section, stage, [row], words) : band ? renameStage(this.section, stage, band, words) : [];
    const at = this.active ? this.matrix.rows[this.active.row]?.id : undefined;
    if (!(await this.session.edit(edits))) return;
    // The rows stand in another order now.
    const now = this.rowIndex(row?.id ?? at ?? "");
    if (now >= 0) this.go(now, this.active?.column ?? activityColumn);
  }

  /** Adds an activity at the end of the active row's stage, or of the matrix. */
  async addActivity(after?: Entry<Row>): Promise<void> {
    const last = after ?? this.matrix.rows[this.matrix.rows.length - 1];
    const stage = this.matrix.stage;
    const value = last && stage ? cell(last.item, stage.id) : undefined;
    const cells = stage && value ? { [stage.id]: value } : {};
    const outcome = await this.session.edit([
      { edit: "add", path: rowsPath(this.section), after: last?.id ?? null, item: { item: "row", value: { pos: "", cells } } },
    ]);
    const made = outcome ? this.rowIndex(outcome.ids[0] ?? "") : -1;
    if (made < 0) return;
    this.go(made, activityColumn);
    this.isEditing = true;
  }

  get #isWhole(): boolean {
    const { from, to } = this.range ?? {};
    return !!from && !!to && (to.column - from.column === this.columns.length || to.row - from.row === this.matrix.rows.length - 1);
  }

  /** Gives the keyboard back to the cell where the person was. */
  refocus(): void {
    if (this.active) this.active = { ...this.active };
  }

  /** The menu of the cell where the person is, below the cell or where the pointer was. */
  openMenu(at?: { x: number; y: number }): void {
    const box = document.activeElement?.getBoundingClientRect();
    this.menu = at ?? { x: (box?.left ?? 0) + 4, y: box?.bottom ?? 0 };
  }

  removeActivity(row: Entry<Row>): void {
    void this.session.remove(rowsPath(this.section), row.id, "Activity removed");
  }

  /** Removes the activities of the selection as one step. */
  async removeSelected(): Promise<void> {
    const { rows } = this.area;
    const at = Math.min(this.anchor?.row ?? 0, this.active?.row ?? 0);
    if (!(await this.session.edit(removeAll(this.section, rows)))) return;
    this.session.offerUndo(`${count(rows.length, "activity", "activities")} removed`);
    this.go(at, this.active?.column ?? activityColumn);
  }

  async moveActivity(at: number, step: 1 | -1): Promise<void> {
    const row = this.matrix.rows[at];
    const to = this.matrix.rows[at + step];
    if (!row || !to) return;
    const after = step > 0 ? to.id : (this.matrix.rows[at - 2]?.id ?? null);
    if (await this.session.edit([{ edit: "move", path: rowsPath(this.section), id: row.id, after }])) this.go(this.rowIndex(row.id), this.active?.column ?? 0);
  }

  /** Acts on a key; true when it was the matrix's. A focused matrix owns its letters. */
  press(event: KeyboardEvent): boolean {
    const at = this.active;
    const row = at ? this.matrix.rows[at.row] : undefined;
    if (!at || !row || isComposing(event)) return false;
    const ctrl = event.ctrlKey || event.metaKey;
    const isLetters = this.takesLetters;
    if (isLetters && !ctrl && !event.altKey && this.session.canEdit) {
      const letter = letterOfPress(event, this.scheme.letters);
      if (letter) return this.toggle(letter), true;
      if (event.code === "KeyN" && !event.shiftKey) return this.noteHere(), true;
      if (event.key === " " && !event.shiftKey) return this.clear(), true;
    }
    if ((event.key === "Delete" || event.key === "Backspace") && !ctrl && !event.altKey && this.session.canEdit && (isLetters || this.range)) return this.clear(), true;
    if (event.code === "KeyF" && !ctrl && !event.altKey && !event.shiftKey && this.session.canEdit && this.fixHere()) return true;
    const press = { key: event.key, code: event.code, shift: event.shiftKey, ctrl, alt: event.altKey, composing: false };
    const action = gridAction(press, false, 10);
    switch (action?.do) {
      case "move": {
        // As in a table: a range gives way from where it began, whole rows and columns from where one is.
        const from = action.extend || this.#isWhole ? at : (this.anchor ?? at);
        this.go(from.row + action.rows, from.column + action.columns, action.extend);
        return true;
      }
      case "select":
        this.select(action.what);
        return true;
      case "fill":
        if (!this.session.canEdit || action.what !== "down") return false;
        this.fillDown();
        return true;
      case "edge":
        this.go(action.to === "start" ? 0 : action.to === "end" ? 1e6 : at.row, action.to.endsWith("end") ? 1e6 : activityColumn);
        return true;
      case "next": {
        const to = at.column + action.step;
        if (to < activityColumn || to >= this.columns.length) return false;
        this.go(at.row, to);
        return true;
      }
      case "edit":
      case "toggle":
        if (this.session.canEdit && isLetters) this.openMenu();
        else if (this.session.canEdit) this.isEditing = true;
        return true;
      case "notes":
        if (!isLetters || !this.session.canEdit) return false;
        this.noteHere();
        return true;
      case "leave":
        // A selection is given up first.
        if (this.anchor) this.go(at.row, at.column);
        else (document.activeElement as HTMLElement | null)?.blur();
        return true;
      case "row":
        if (!this.session.canEdit) return false;
        if (action.what === "remove" && this.range) void this.removeSelected();
        else if (action.what === "remove") this.removeActivity(row);
        else if (action.what === "up" || action.what === "down") void this.moveActivity(at.row, action.what === "up" ? -1 : 1);
        else void this.addActivity(row);
        return true;
      default:
        return false;
    }
  }
}
