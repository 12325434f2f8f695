/**
 * What is typed into the search: words, and filters as words. The text is the one truth: a filter that is chosen is written
 * into it, so that a search can be kept, pinned and typed as it stands.
 */
import type { IconName } from "../../components/icons";
import { count } from "../../components/text";
import type { SearchHit } from "../../generated/SearchHit";
import type { SearchReading } from "../../generated/SearchReading";

export type FilterKey = "kind" | "in" | "by" | "since" | "until" | "is";

/** The kinds of place in the order in which they are shown. */
export const kinds: readonly { kind: string; label: string; one: string; icon: IconName }[] = [
  { kind: "incident", label: "Incidents", one: "incident", icon: "declared" },
  { kind: "document", label: "Documents", one: "document", icon: "document" },
  { kind: "section", label: "Sections", one: "section", icon: "plan" },
  { kind: "row", label: "Rows", one: "row", icon: "raci" },
  { kind: "case", label: "Cases", one: "case", icon: "action" },
  { kind: "log", label: "Log", one: "log entry", icon: "log" },
  { kind: "directory", label: "Directory", one: "entry of the directory", icon: "people" },
  { kind: "template", label: "Templates", one: "template", icon: "library" },
];

const many: Record<string, string> = { log: "log entries", directory: "entries of the directory" };

/** "3 documents", "1 log entry". */
export function countOf(kind: string, n: number): string {
  const one = kinds.find((known) => known.kind === kind)?.one ?? "place";
  return count(n, one, many[kind] ?? `${one}s`);
}

const pattern = (key: FilterKey): RegExp => new RegExp(`(^|\\s)${key}:("([^"]*)"?|(?:last|this) (?:week|month|year)(?=\\s|$)|\\S*)`, "iu");

/** The value of a filter; empty where it is not typed. */
export function filterOf(text: string, key: FilterKey): string {
  const found = pattern(key).exec(text);
  return (found?.[3] ?? found?.[2] ?? "").trim();
}

/** The text with a filter set, or taken out by an empty value. */
export function withFilter(text: string, key: FilterKey, value: string): string {
  const rest = text.replace(pattern(key), " ").replace(/\s+/gu, " ").trim();
  if (value === "") return rest;
  const written = /\s/u.test(value) ? `"${value.replaceAll('"', "")}"` : value;
  return `${rest} ${key}:${written}`.trim();
}

/** The hits by kind, in the order of the kinds, each with how many there are. */
export function grouped(reading: SearchReading): { kind: string; label: string; icon: IconName; hits: SearchHit[]; count: number }[] {
  return kinds
    .map(({ kind, label, icon }) => ({
      kind,
      label,
      icon,
      hits: reading.hits.filter((hit) => hit.kind === kind),
      count: reading.counts.find((one) => one.kind === kind)?.count ?? 0,
    }))
    .filter((group) => group.hits.length > 0);
}

/** What was found, in one sentence, for those who do not see it. */
export function spoken(reading: SearchReading): string {
  const found = reading.counts.filter((one) => one.count > 0);
  if (!found.length) return "Nothing found";
  const all = found.reduce((sum, one) => sum + one.count, 0);
  const parts = kinds.flatMap(({ kind }) => found.filter((one) => one.kind === kind).map((one) => countOf(kind, one.count)));
  return `${reading.is_more ? "More than " : ""}${count(all, "place")}: ${parts.join(", ")}`;
}

/** Where a hit stands: document and section, incident, language. */
export function pathOf(hit: SearchHit): string {
  switch (hit.kind) {
    case "log":
      return hit.incident_number || "Organisation";
    case "incident":
      return hit.is_over ? "over" : "open";
    case "document":
      return hit.incident_number;
    case "directory":
      return hit.part;
    case "template":
      return hit.context === "own" ? "your own" : hit.context;
    default:
      return [hit.incident_number, hit.document_title, hit.context].filter(Boolean).join(" › ");
  }
}
