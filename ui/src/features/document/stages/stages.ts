/** Message templates: which there are, what their variables are worth, and what a filled one lacks. */
import type { Block } from "../../../generated/Block";
import type { Row } from "../../../generated/Row";
import { cell, columnByKey, liveRows, members, one, type Entry } from "../model";
import { variablePattern } from "../prose/variables";
import { wordsLine, type Reading } from "../values";

export const keys = { audience: "audience", stage: "stage", subject: "subject", body: "body", required: "required", language: "language", limit: "limit" } as const;

/** A message template as the list shows it. */
export interface Stage {
  row: Entry<Row>;
  audience: string;
  stage: string;
  subject: string;
  body: string;
  required: string[];
  limit: number | null;
}

export function stagesOf(block: Block, reading: Reading): Stage[] {
  const columns = Object.fromEntries(Object.values(keys).map((key) => [key, columnByKey(block, key)]));
  return liveRows(block).map((row) => {
    const words = (key: string): string => {
      const column = columns[key];
      return column ? wordsLine(column.item, cell(row.item, column.id), reading) : "";
    };
    const raw = (key: string): string => (columns[key] ? one(cell(row.item, columns[key].id)) : "");
    const limit = Number(raw(keys.limit));
    return {
      row,
      audience: words(keys.audience),
      stage: words(keys.stage),
      subject: raw(keys.subject),
      body: raw(keys.body),
      required: columns[keys.required] ? members(cell(row.item, columns[keys.required]?.id ?? "")) : [],
      limit: raw(keys.limit) !== "" && Number.isFinite(limit) && limit > 0 ? limit : null,
    };
  });
}

/** The templates by audience, in the order of their first row; without an audience they are for any. */
export function byAudience(stages: readonly Stage[]): { audience: string; stages: Stage[] }[] {
  const groups = new Map<string, Stage[]>();
  for (const stage of stages) groups.set(stage.audience, [...(groups.get(stage.audience) ?? []), stage]);
  return [...groups].map(([audience, list]) => ({ audience: audience || "Any audience", stages: list }));
}

/** A piece of a text: as it stands, or a variable with its value where that is known. */
export interface Piece {
  text: string;
  variable: string | null;
  isKnown: boolean;
}

/** The text in pieces (`{{incident.number}}`, as crates/domain/src/variable.rs reads it). */
export function piecesOf(text: string, values: Record<string, string> = {}): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(variablePattern)) {
    const name = found[1] ?? "";
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), variable: null, isKnown: true });
    const value = values[name] ?? "";
    pieces.push({ text: value || found[0], variable: name, isKnown: value !== "" });
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), variable: null, isKnown: true });
  return pieces;
}

/** Variables of a text that have no value, each once. */
export const unresolved = (pieces: readonly Piece[]): string[] => [...new Set(pieces.filter((p) => p.variable !== null && !p.isKnown).map((p) => p.variable ?? ""))];

/** Letters as a channel counts them: code points, not halves of a sign. */
export const lengthOf = (pieces: readonly Piece[]): number => [...pieces.map((piece) => piece.text).join("")].length;
