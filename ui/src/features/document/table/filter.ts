/** Conditions that choose rows, by the type of the column. They last as long as the table is looked at. */
import { instant } from "../../../components/time";
import { fold } from "../../../components/text";
import type { Column } from "../../../generated/Column";
import type { Value } from "../../../generated/Value";
import { liveChoices, members } from "../model";
import { words, type Reading } from "../values";
import { parseSpan } from "./spans";

export interface Condition {
  column: string;
  operator: Operator;
  value: string;
}

export type Operator = "contains" | "lacks" | "is" | "is-not" | "above" | "below" | "before" | "after" | "empty" | "filled";

const labels: Record<Operator, string> = {
  contains: "contains",
  lacks: "does not contain",
  is: "is",
  "is-not": "is not",
  above: "at least",
  below: "at most",
  before: "up to",
  after: "from",
  empty: "is empty",
  filled: "is filled in",
};

const byType: Record<string, readonly Operator[]> = {
  choice: ["is", "is-not", "empty", "filled"],
  "yes-no": ["is", "is-not", "empty", "filled"],
  number: ["is", "above", "below", "empty", "filled"],
  percent: ["is", "above", "below", "empty", "filled"],
  duration: ["above", "below", "empty", "filled"],
  date: ["after", "before", "is", "empty", "filled"],
  instant: ["after", "before", "empty", "filled"],
  time: ["after", "before", "empty", "filled"],
  reference: ["is", "is-not", "contains", "empty", "filled"],
};

/** The operators of a column, first the one that is asked for most. */
export function operatorsOf(column: Column): { value: Operator; label: string }[] {
  return (byType[column.type] ?? ["contains", "lacks", "is", "empty", "filled"]).map((value) => ({ value, label: labels[value] }));
}

/** Whether an operator compares with something. */
export const takesValue = (operator: Operator): boolean => operator !== "empty" && operator !== "filled";

/** The values offered for a column; null where one types freely. */
export function offersOf(column: Column): { value: string; label: string }[] | null {
  if (column.type === "choice") return liveChoices(column).map(({ id, item }) => ({ value: id, label: item.name }));
  if (column.type === "yes-no") return [{ value: "yes", label: "yes" }, { value: "no", label: "no" }];
  return null;
}

/** Whether a row's value meets a condition. A condition without its value is not asked yet: every row meets it. */
export function meets(column: Column, value: Value | null | undefined, { operator, value: wanted }: Condition, reading: Reading): boolean {
  const held = members(value);
  if (operator === "empty") return held.length === 0;
  if (operator === "filled") return held.length > 0;
  if (wanted.trim() === "") return true;
  const shown = words(column, value, reading).map((word) => fold(word.text));
  const asked = fold(wanted.trim());
  switch (operator) {
    case "contains":
      return shown.some((text) => text.includes(asked));
    case "lacks":
      return !shown.some((text) => text.includes(asked));
    case "is":
    case "is-not": {
      const same = held.some((member) => member === wanted || fold(member) === asked) || shown.includes(asked) || sameNumber(column, held[0], wanted);
      return same === (operator === "is");
    }
    default: {
      const [own, other] = [measure(column, held[0] ?? "", reading), measure(column, wanted, reading)];
      // What is not understood is not hidden: an empty list would say that there is nothing.
      if (other === null) return true;
      if (own === null) return false;
      return operator === "above" || operator === "after" ? own >= other : own <= other;
    }
  }
}

function sameNumber(column: Column, held: string | undefined, wanted: string): boolean {
  return (column.type === "number" || column.type === "percent") && held !== undefined && Number(held) === Number(wanted.replace(",", "."));
}

/** A value or what was typed as a number to compare; null for what is none. */
function measure(column: Column, text: string, { zone }: Reading): number | null {
  const typed = text.trim();
  if (typed === "") return null;
  switch (column.type) {
    case "duration":
      return parseSpan(typed);
    case "date":
    case "instant":
      return moment(typed, column.type === "date" ? "UTC" : zone);
    case "time": {
      const found = /^(\d{1,2}):(\d{2})/.exec(typed);
      return found ? Number(found[1]) * 60 + Number(found[2]) : null;
    }
    default: {
      const n = Number(typed.replace("%", "").replace(",", "."));
      return Number.isNaN(n) ? null : n;
    }
  }
}

/** `2026-03-11` and `2026-03-11 14:05` in the reader's zone, and moments as stored. */
function moment(text: string, zone: string): number | null {
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text)) {
    try {
      return instant(text);
    } catch {
      return null;
    }
  }
  const found = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2}))?$/.exec(text);
  if (!found) return null;
  const wall = Date.parse(`${found[1]}T${(found[2] ?? "00:00").padStart(5, "0")}:00Z`);
  if (Number.isNaN(wall)) return null;
  return wall - offset(wall, zone);
}

/** How far a zone's clocks are ahead of UTC at about a moment, in ms. */
function offset(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at);
  return Date.parse(`${parts.replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000;
}
