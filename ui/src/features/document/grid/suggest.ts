/** What a cell offers while a person types in it. */
import { search } from "../../../components/text";
import type { Column } from "../../../generated/Column";
import { isMany, liveChoices } from "../model";
import { callName, candidates, type Reading } from "../values";

export interface Suggestion {
  text: string;
  detail: string;
}

/** Choices and names that match the last of the names typed; nothing for other types. */
export function suggestions(column: Column, draft: string, reading: Reading): Suggestion[] {
  // Signs inside a name ("Ji-woo") part its words; what was typed is matched word by word.
  const last = (isMany(column) ? (draft.split(/[,;，、]/).pop() ?? "") : draft).replace(/[^\p{L}\p{N}\s]/gu, " ");
  if (column.type === "choice") {
    const all = liveChoices(column).map((c) => ({ text: c.item.name, detail: "" }));
    const found = search(last.trim(), all, (s) => s.text);
    return found.some((s) => s.text === last.trim()) && !isMany(column) ? all : found;
  }
  if (column.type !== "reference") return [];
  const all = candidates(column, reading.directory);
  const found = search(last.trim(), all, (entry) => `${entry.name} ${entry.note || entry.kind}`).slice(0, 12);
  return found.map((entry) => ({ text: callName(entry, all), detail: entry.note || entry.kind }));
}

/** The draft with the last name replaced by the one chosen. */
export function withSuggestion(column: Column, draft: string, chosen: string): string {
  if (!isMany(column)) return chosen;
  const before = draft.split(/[,;，、]/).slice(0, -1).map((name) => name.trim());
  return [...before.filter((name) => name !== chosen), chosen].join(", ");
}
