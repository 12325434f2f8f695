/** The keys of a table, as the overview of keys and the palette name them. A test holds each to what the grid does with it. */
import type { GridAction, GridPress } from "../gridkeys";

export interface TableKey {
  id: string;
  name: string;
  /** Caps as they are drawn, one list for each way to press it. */
  caps: readonly (readonly string[])[];
  /** What it does; null for keys of the system and of fields. */
  action: GridAction;
  /** Pressed while a field is open. */
  isEditing?: boolean;
  /** Offered by the palette as well, for the cell where the person was last. */
  isCommand?: boolean;
  /** It changes the document. */
  isEdit?: boolean;
}

export const tableKeys: readonly TableKey[] = [
  { id: "edit", name: "Edit the cell", caps: [["Enter"], ["F2"]], action: { do: "edit" } },
  { id: "toggle", name: "Tick or type", caps: [["Space"]], action: { do: "toggle" } },
  { id: "fill-selection", name: "Take what is typed into every selected cell", caps: [["Ctrl", "Enter"]], action: { do: "fill", what: "selection" }, isEditing: true },
  { id: "fill-down", name: "Fill down", caps: [["Ctrl", "D"]], action: { do: "fill", what: "down" }, isCommand: true, isEdit: true },
  { id: "clear", name: "Empty the selected cells", caps: [["Delete"], ["⌫"]], action: { do: "clear" }, isCommand: true, isEdit: true },
  { id: "find", name: "Find in this table", caps: [["Ctrl", "F"]], action: { do: "find" }, isCommand: true },
  { id: "extend", name: "Select more cells", caps: [["Shift", "↓"]], action: { do: "move", rows: 1, columns: 0, extend: true } },
  { id: "select-row", name: "Select the row", caps: [["Shift", "Space"]], action: { do: "select", what: "row" }, isCommand: true },
  { id: "select-column", name: "Select the column", caps: [["Ctrl", "Space"]], action: { do: "select", what: "column" }, isCommand: true },
  { id: "select-all", name: "Select the whole table", caps: [["Ctrl", "A"]], action: { do: "select", what: "all" }, isCommand: true },
  { id: "add-below", name: "Add a row below", caps: [["Ctrl", "Enter"]], action: { do: "row", what: "add-below" }, isCommand: true, isEdit: true },
  { id: "add-above", name: "Add a row above", caps: [["Ctrl", "Shift", "Enter"]], action: { do: "row", what: "add-above" }, isCommand: true, isEdit: true },
  { id: "duplicate", name: "Duplicate the selected rows", caps: [["Alt", "Shift", "↓"]], action: { do: "row", what: "duplicate" }, isCommand: true, isEdit: true },
  { id: "row-up", name: "Move the selected rows up", caps: [["Alt", "↑"]], action: { do: "row", what: "up" }, isCommand: true, isEdit: true },
  { id: "row-down", name: "Move the selected rows down", caps: [["Alt", "↓"]], action: { do: "row", what: "down" }, isCommand: true, isEdit: true },
  { id: "remove", name: "Remove the selected rows", caps: [["Ctrl", "⌫"]], action: { do: "row", what: "remove" }, isCommand: true, isEdit: true },
  { id: "notes", name: "Notes of the row", caps: [["Alt", "Enter"]], action: { do: "notes" }, isCommand: true },
  { id: "column-left", name: "Move the column left", caps: [["Alt", "←"]], action: { do: "column", what: "left" }, isCommand: true, isEdit: true },
  { id: "column-right", name: "Move the column right", caps: [["Alt", "→"]], action: { do: "column", what: "right" }, isCommand: true, isEdit: true },
  { id: "narrower", name: "Make the column narrower", caps: [["Alt", "Shift", "←"]], action: { do: "column", what: "narrower" }, isCommand: true },
  { id: "wider", name: "Make the column wider", caps: [["Alt", "Shift", "→"]], action: { do: "column", what: "wider" }, isCommand: true },
];

/** The press that caps describe. */
export function pressOf(caps: readonly string[]): GridPress {
  const names: Record<string, string> = { Space: " ", "⌫": "Backspace", "↑": "ArrowUp", "↓": "ArrowDown", "←": "ArrowLeft", "→": "ArrowRight" };
  const last = caps[caps.length - 1] ?? "";
  const has = (cap: string): boolean => caps.slice(0, -1).includes(cap);
  return { key: names[last] ?? last, code: /^[A-Z]$/.test(last) ? `Key${last}` : "", ctrl: has("Ctrl"), shift: has("Shift"), alt: has("Alt"), composing: false };
}
