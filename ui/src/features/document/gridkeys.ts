/** Which action a key means in a grid. Pure, so that every key has a test. */

export interface GridPress {
  key: string;
  code: string;
  shift: boolean;
  ctrl: boolean;
  alt: boolean;
  /** A composition of an input method is under way: no key of it acts. */
  composing: boolean;
}

export type GridAction =
  | { do: "move"; rows: number; columns: number; extend: boolean }
  | { do: "edge"; to: "row-start" | "row-end" | "start" | "end" }
  | { do: "next"; step: 1 | -1 }
  | { do: "edit" }
  | { do: "commit"; rows: number }
  | { do: "cancel" }
  | { do: "clear" }
  | { do: "toggle" }
  | { do: "row"; what: "add-below" | "add-above" | "up" | "down" | "remove" | "duplicate" }
  | { do: "column"; what: "left" | "right" | "wider" | "narrower" }
  | { do: "fill"; what: "down" | "selection" }
  | { do: "select"; what: "all" | "row" | "column" }
  | { do: "find" }
  | { do: "notes" }
  | { do: "leave" }
  | null;

/** The action of a press. `editing` is whether a field is open, `page` how many rows a page has. */
export function gridAction(press: GridPress, editing: boolean, page: number): GridAction {
  if (press.composing) return null;
  return editing ? whileEditing(press) : whileMoving(press, page);
}

function whileEditing({ key, shift, ctrl, alt }: GridPress): GridAction {
  if (key === "Escape") return { do: "cancel" };
  if (key === "Enter" && ctrl && !alt && !shift) return { do: "fill", what: "selection" };
  if (key === "Enter" && !alt && !shift) return { do: "commit", rows: 1 };
  if (key === "Tab") return { do: "next", step: shift ? -1 : 1 };
  return null;
}

/** Whether a press is that of a letter, by its place or, where an input method changed nothing, by its sign. */
const isLetter = ({ key, code }: GridPress, letter: string): boolean => code === `Key${letter.toUpperCase()}` || (code === "" && key.toLowerCase() === letter);

function whileMoving(press: GridPress, page: number): GridAction {
  const { key, code, shift, ctrl, alt } = press;
  const arrows: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const arrow = arrows[key];
  if (arrow && alt && !ctrl && arrow[0] !== 0) {
    if (shift) return arrow[0] > 0 ? { do: "row", what: "duplicate" } : null;
    return { do: "row", what: arrow[0] < 0 ? "up" : "down" };
  }
  if (arrow && alt && !ctrl) return { do: "column", what: shift ? (arrow[1] > 0 ? "wider" : "narrower") : arrow[1] > 0 ? "right" : "left" };
  if (alt && key === "Enter" && !ctrl) return { do: "notes" };
  if (alt) return null;
  if (key === " " && shift && !ctrl) return { do: "select", what: "row" };
  if (key === " " && ctrl && !shift) return { do: "select", what: "column" };
  if (ctrl && !shift && isLetter(press, "d")) return { do: "fill", what: "down" };
  if (ctrl && !shift && isLetter(press, "f")) return { do: "find" };
  if (ctrl && !shift && (code === "KeyA" || key.toLowerCase() === "a")) return { do: "select", what: "all" };
  if (arrow) return { do: "move", rows: arrow[0] * (ctrl ? 1e6 : 1), columns: arrow[1] * (ctrl ? 1e6 : 1), extend: shift };
  if (key === "Enter" && ctrl) return { do: "row", what: shift ? "add-above" : "add-below" };
  if (key === "Home") return { do: "edge", to: ctrl ? "start" : "row-start" };
  if (key === "End") return { do: "edge", to: ctrl ? "end" : "row-end" };
  if (key === "PageUp" || key === "PageDown") return { do: "move", rows: key === "PageUp" ? -page : page, columns: 0, extend: shift };
  if (key === "Tab") return { do: "next", step: shift ? -1 : 1 };
  if (key === "Enter" || key === "F2") return { do: "edit" };
  if (key === " " && !ctrl) return { do: "toggle" };
  if ((key === "Backspace" || key === "-") && ctrl) return { do: "row", what: "remove" };
  if (key === "Delete" || key === "Backspace") return { do: "clear" };
  if (key === "Escape") return { do: "leave" };
  return null;
}

/** The same for rows of different heights: which are drawn, and how much room those before and after take. */
export function spanOf(heights: readonly number[], top: number, height: number, spare: number): { from: number; to: number; before: number; after: number } {
  let [from, to, before, after, at] = [0, heights.length, 0, 0, 0];
  let isBefore = true;
  heights.forEach((own, n) => {
    if (isBefore && at + own < top - spare) {
      from = n + 1;
      before += own;
    } else isBefore = false;
    if (at > top + height + spare) {
      to = Math.min(to, n);
      after += own;
    }
    at += own;
  });
  return { from: Math.min(from, to), to, before, after };
}

/** Rows that are drawn: those on screen and `spare` on either side. */
export function windowOf(count: number, rowHeight: number, top: number, height: number, spare = 8): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top / rowHeight) - spare);
  return { from: Math.min(from, count), to: Math.min(count, Math.ceil((top + height) / rowHeight) + spare) };
}
