/** Changes of a grid's columns and choices, as edits. */
import type { Column } from "../../../generated/Column";
import type { Edit } from "../../../generated/Edit";
import type { Entry } from "../model";
import type { GridState } from "./grid.svelte";
import { columnsPath, choicesPath } from "../paths";

/** The types a person can give a column, in words. */
export const typeWords: readonly { value: string; label: string }[] = [
  { value: "text", label: "Text" },
  { value: "markdown", label: "Long text" },
  { value: "number", label: "Number" },
  { value: "percent", label: "Percent" },
  { value: "date", label: "Day" },
  { value: "time", label: "Time" },
  { value: "instant", label: "Day and time" },
  { value: "duration", label: "Duration" },
  { value: "choice", label: "Choice" },
  { value: "reference", label: "Directory" },
  { value: "link", label: "Link" },
  { value: "yes-no", label: "Yes or no" },
];

/** What a reference column may point to. */
export const referenceKinds = ["person", "role", "team", "service", "channel", "audience", "vendor", "severity", "calendar", "skill"] as const;

/** The meanings a choice's colour can have; each is drawn with its sign. */
export const meanings: readonly { value: string; label: string }[] = [
  { value: "neutral", label: "Neutral" },
  { value: "ok", label: "Good" },
  { value: "risk", label: "At risk" },
  { value: "overdue", label: "Bad" },
  { value: "accent", label: "Running" },
];

export function newColumn(name: string, type: string, options: Record<string, string> = {}): Column {
  return { pos: "", name, type, options };
}

export function addColumn(section: string, after: string | null, column: Column): Edit {
  return { edit: "add", path: columnsPath(section), after, item: { item: "column", value: column } };
}

/** Moves a column by one place among those that are shown. */
export function moveColumn(grid: GridState, id: string, step: 1 | -1): void {
  const at = grid.columns.findIndex((column) => column.id === id);
  if (at < 0 || !grid.columns[at + step]) return;
  const after = step > 0 ? grid.columns[at + 1]?.id : grid.columns[at - 2]?.id;
  void grid.session.edit([{ edit: "move", path: columnsPath(grid.section), id, after: after ?? null }]);
}

export function removeColumn(grid: GridState, id: string): void {
  const column = grid.columns.find((each) => each.id === id);
  if (column) void grid.session.remove(columnsPath(grid.section), id, `Column ${column.item.name} removed`);
}

/** Columns under ids of their own, so that edits of the same step can fill them; an unknown neighbour means the end. */
export function addColumns(section: string, after: string | null, columns: readonly Column[]): { edit: Edit; columns: Entry<Column>[] } {
  const made = columns.map((item) => ({ id: crypto.randomUUID(), item }));
  return { edit: { edit: "add_columns", section, after, columns: made.map(({ id, item }) => ({ id, column: item })) }, columns: made };
}

export function addChoice(section: string, column: string, after: string | null, name: string): Edit {
  return { edit: "add", path: choicesPath(section, column), after, item: { item: "choice", value: { pos: "", name, colour: "neutral" } } };
}
