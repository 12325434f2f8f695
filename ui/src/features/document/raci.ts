/** The RACI matrix: schemes, letters, rows by stage, totals, and the views made from them. */
import type { Block } from "../../generated/Block";
import type { Column } from "../../generated/Column";
import type { Row } from "../../generated/Row";
import type { Value } from "../../generated/Value";
import { cell, columnByKey, liveColumns, liveRows, members, one, setting, type Entry } from "./model";

/** One letter of a scheme and how it is drawn: shape carries the meaning, print keeps it. */
export interface Letter {
  letter: string;
  /** One word, for buttons and sums. */
  name: string;
  /** What it means, for the legend. */
  word: string;
  shape: "solid" | "outlined" | "ring" | "bare";
}

const l = (letter: string, name: string, rest: string, shape: Letter["shape"]): Letter => ({ letter, name, word: `${name}${rest}`, shape });
const responsible = l("R", "Responsible", ", does the work", "outlined");
const accountable = l("A", "Accountable", ", decides, exactly one", "solid");
const consulted = l("C", "Consulted", " before", "ring");
const informed = l("I", "Informed", " after", "bare");

/** The letter schemes (domain reference 3.2). The solid letter is the one that decides. */
export const schemes: Record<string, readonly Letter[]> = {
  RACI: [responsible, accountable, consulted, informed],
  RASCI: [responsible, accountable, l("S", "Supports", " the work", "outlined"), consulted, informed],
  "RACI-VS": [responsible, accountable, consulted, informed, l("V", "Verifies", " the result", "ring"), l("S", "Signs off", "", "outlined")],
  CAIRO: [consulted, accountable, informed, responsible, l("O", "Omitted", ", out of the loop", "bare")],
  DACI: [l("D", "Driver", ", moves it forward", "outlined"), l("A", "Approver", ", exactly one", "solid"), l("C", "Contributor", "", "ring"), informed],
  RAPID: [l("R", "Recommends", "", "outlined"), l("A", "Agrees", "", "ring"), l("P", "Performs", "", "outlined"), l("I", "Gives input", "", "bare"), l("D", "Decides", ", exactly one", "solid")],
};

/** The scheme of a block; RACI where none or an unknown one is written. */
export function schemeOf(block: Block): { name: string; letters: readonly Letter[] } {
  const name = setting(block, "scheme") || "RACI";
  return { name, letters: schemes[name] ?? schemes["RACI"] ?? [] };
}

/** The order in which letters stand in a cell: what decides first, then the work, then the talk. */
const rank: Record<Letter["shape"], number> = { solid: 0, outlined: 1, ring: 2, bare: 3 };

export function lettersOf(value: Value | undefined, scheme: readonly Letter[]): Letter[] {
  return members(value)
    .flatMap((text) => text.split(/[\s/,]+/))
    .filter(Boolean)
    .map((text) => scheme.find((s) => s.letter === text.toUpperCase()) ?? l(text, "not of this scheme", "", "bare"))
    .sort((a, b) => rank[a.shape] - rank[b.shape]);
}

export interface Matrix {
  roles: Entry<Column>[];
  activity: Entry<Column> | undefined;
  stage: Entry<Column> | undefined;
  /** Columns drawn after the roles: AI assist and human review. */
  extras: Entry<Column>[];
  bands: Band[];
  rows: Entry<Row>[];
}

export interface Band {
  stage: string;
  rows: Entry<Row>[];
}

/** The matrix of a block. Rows are grouped by stage in the order in which stages first occur. */
export function matrixOf(block: Block): Matrix {
  const columns = liveColumns(block);
  const roles = columns.filter((column) => column.item.type === "letters");
  const activity = columnByKey(block, "activity") ?? columns.find((column) => column.item.type === "text");
  const stage = columnByKey(block, "stage");
  const extras = ["ai_assist", "human_review"].flatMap((key) => columnByKey(block, key) ?? []);
  const rows = liveRows(block);
  const bands: Band[] = [];
  for (const row of rows) {
    const name = stage ? one(cell(row.item, stage.id)) : "";
    const band = bands.find((b) => b.stage === name);
    if (band) band.rows.push(row);
    else bands.push({ stage: name, rows: [row] });
  }
  return { roles, activity, stage, extras, bands, rows: bands.flatMap((band) => band.rows) };
}

/** How many deciding and how many working letters a role holds. */
export function totals(matrix: Matrix, scheme: readonly Letter[]): Record<string, { decides: number; works: number }> {
  const sums: Record<string, { decides: number; works: number }> = {};
  for (const role of matrix.roles) {
    const held = matrix.rows.flatMap((row) => lettersOf(cell(row.item, role.id), scheme));
    const works = scheme.find((s) => s.shape === "outlined")?.letter;
    sums[role.id] = {
      decides: held.filter((h) => h.shape === "solid").length,
      works: held.filter((h) => h.letter === works).length,
    };
  }
  return sums;
}

/** Rows where nobody or more than one decides, or nobody does the work. */
export function gaps(matrix: Matrix, scheme: readonly Letter[]): { row: Entry<Row>; what: string }[] {
  const decider = scheme.find((s) => s.shape === "solid");
  const worker = scheme.find((s) => s.shape === "outlined");
  return matrix.rows.flatMap((row) => {
    const held = matrix.roles.flatMap((role) => lettersOf(cell(row.item, role.id), scheme));
    const deciders = held.filter((h) => h.letter === decider?.letter).length;
    const what: string[] = [];
    if (decider && deciders === 0) what.push(`No ${decider.letter}: nobody decides`);
    if (decider && deciders > 1) what.push(`${deciders} ${decider.letter}: nobody knows who decides`);
    if (worker && !held.some((h) => h.letter === worker.letter)) what.push(`No ${worker.letter}: nobody does it`);
    return what.length > 0 ? [{ row, what: what.join(". ") }] : [];
  });
}

/** The letter of the scheme that a key press means. The place of the key counts: an input method changes `key`. */
export function letterOfPress(press: { key: string; code: string }, scheme: readonly Letter[]): string | null {
  const typed = /^[a-z]$/i.test(press.key) ? press.key.toUpperCase() : /^Key([A-Z])$/.exec(press.code)?.[1];
  return scheme.find((s) => s.letter === typed)?.letter ?? null;
}

/** The mark to set for a letter: null takes it away. */
export function toggled(value: Value | undefined, letter: string): "" | null {
  return members(value).includes(letter) ? null : "";
}

/** Who or what a role column is: its role or name, the person under it. */
export function roleWords(column: Column, name: (id: string) => string): { role: string; person: string; kind: string } {
  const role = column.options?.["role"];
  const person = column.options?.["person"];
  return { role: column.name || (role ? name(role) : ""), person: person ? name(person) : "", kind: column.options?.["kind"] ?? "human" };
}

/** The least width in px of a role's column, at which no word of its name breaks (12 px, semi-bold, the narrow cut). */
export function roleWidth(name: string): number {
  const longest = Math.max(0, ...name.split(/[\s-]+/).map((word) => word.length));
  return Math.min(120, Math.max(74, Math.ceil(longest * 6.3) + 8));
}
