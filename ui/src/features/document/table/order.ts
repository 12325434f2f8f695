/** The order of values by the type of their column. Empty cells come last, whichever way is up. */
import { durationMs } from "../../../components/time";
import type { Column } from "../../../generated/Column";
import type { Value } from "../../../generated/Value";
import { liveChoices, members } from "../model";
import { wordsLine, type Reading } from "../values";

/** What a value is compared by: numbers before words, nothing last. */
export type SortKey = number | string | null;

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** The key of a value of this column. */
export function sortKey(column: Column, value: Value | null | undefined, reading: Reading): SortKey {
  const first = members(value)[0];
  if (first === undefined) return null;
  switch (column.type) {
    case "number":
    case "percent":
      return numberOr(Number(first), first);
    case "duration":
      return durationMs(first) ?? first;
    case "date":
    case "instant":
      return numberOr(Date.parse(first), first);
    case "time": {
      const found = /^(\d{1,2}):(\d{2})/.exec(first);
      return found ? Number(found[1]) * 60 + Number(found[2]) : first;
    }
    case "choice": {
      const at = liveChoices(column).findIndex((choice) => choice.id === first);
      return at < 0 ? first : at;
    }
    case "yes-no":
      return first === "no" ? 0 : first === "yes" ? 1 : first;
    default:
      return wordsLine(column, value, reading);
  }
}

const numberOr = (n: number, text: string): number | string => (Number.isNaN(n) ? text : n);

export function compareKeys(a: SortKey, b: SortKey, isDown = false): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const way = isDown ? -1 : 1;
  if (typeof a === "number" && typeof b === "number") return (a - b) * way;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return words.compare(String(a), String(b)) * way;
}
