/** The RACI matrix: letters of cells, rows by stage, totals, and the views made from them. */
import type { Block } from "../../generated/Block";
import type { Column } from "../../generated/Column";
import type { FindingRow } from "../../generated/FindingRow";
import type { Row } from "../../generated/Row";
import type { Value } from "../../generated/Value";
import { cell, columnByKey, liveChoices, liveColumns, liveRows, many, markOf, members, one, type Entry } from "./model";
import { memberPath } from "./paths";
import type { Wish } from "./saver";
import { signsOf, type Letter, type Shape } from "./raci/scheme";

/** The order in which letters stand in a cell: what decides first, then the work, then the talk. */
const rank: Record<Shape, number> = { solid: 0, outlined: 1, tile: 2, ring: 3, bare: 4, strange: 5 };
export const rankOf = (letters: readonly Letter[]): number => Math.min(...letters.map((x) => rank[x.shape]));

/** The letters of a cell. One that the scheme does not know is kept, and drawn so that it is seen. */
export function lettersOf(value: Value | undefined, scheme: readonly Letter[]): Letter[] {
  return signsOf(value)
    .map((sign) => scheme.find((x) => x.letter === sign) ?? strange(sign))
    .sort((a, b) => rank[a.shape] - rank[b.shape] || scheme.indexOf(a) - scheme.indexOf(b));
}

function strange(letter: string): Letter {
  return { letter, name: "", word: `${letter} is not a letter of this scheme`, part: null, min: 0, max: null, twoWay: false, shape: "strange" };
}

/** The note that the mark of a letter holds. A mark that is a place in an order, as other sets carry it, is none. */
export function noteOf(value: Value | undefined, letter: string): string {
  const mark = markOf(value, letter);
  return /^([0-9a-f]{2})*80$/.test(mark) ? "" : mark.trim();
}

/** The notes of a cell on one line, each with its letter where there are several. */
export function notesOf(value: Value | undefined): string {
  const noted = members(value).flatMap((letter) => (noteOf(value, letter) ? [{ letter, note: noteOf(value, letter) }] : []));
  return noted.map(({ letter, note }) => (members(value).length > 1 ? `${letter}: ${note}` : note)).join("; ");
}

export interface Matrix {
  roles: Entry<Column>[];
  activity: Entry<Column> | undefined;
  stage: Entry<Column> | undefined;
  /** Columns drawn after the roles: risk, AI assist and human review. */
  extras: Entry<Column>[];
  bands: Band[];
  /** Rows as they are shown, stage by stage. */
  rows: Entry<Row>[];
  /** Rows as they are stored. */
  stored: Entry<Row>[];
}

export interface Band {
  stage: string;
  rows: Entry<Row>[];
}

/** Columns that stand after the roles, by their meaning. */
export const extraKeys = ["risk", "ai_assist", "human_review"] as const;

/** The matrix of a block. Rows are grouped by stage in the order in which stages first occur. */
export function matrixOf(block: Block): Matrix {
  const columns = liveColumns(block);
  const roles = columns.filter((column) => column.item.type === "letters");
  const activity = columnByKey(block, "activity") ?? columns.find((column) => column.item.type === "text");
  const stage = columnByKey(block, "stage");
  const extras = extraKeys.flatMap((key) => columnByKey(block, key) ?? []);
  const rows = liveRows(block);
  const bands = new Map<string, Band>();
  for (const row of rows) {
    const name = stageOf({ stage }, row.item);
    const band = bands.get(name);
    if (band) band.rows.push(row);
    else bands.set(name, { stage: name, rows: [row] });
  }
  const list = [...bands.values()];
  return { roles, activity, stage, extras, bands: list, rows: list.flatMap((band) => band.rows), stored: rows };
}

/** The stage of a row in words; empty for none. */
export function stageOf(matrix: Pick<Matrix, "stage">, row: Row): string {
  if (!matrix.stage) return "";
  const value = one(cell(row, matrix.stage.id));
  return matrix.stage.item.type === "choice" ? (liveChoices(matrix.stage.item).find((choice) => choice.id === value)?.item.name ?? value) : value;
}

/** How many deciding and how many working letters a role holds. */
export function totals(matrix: Matrix, scheme: readonly Letter[]): Record<string, { decides: number; works: number }> {
  const of = (part: Letter["part"]): Set<string> => new Set(scheme.filter((x) => x.part === part).map((x) => x.letter));
  const [deciding, working] = [of("decides"), of("works")];
  const sums: Record<string, { decides: number; works: number }> = {};
  for (const role of matrix.roles) {
    const sum = { decides: 0, works: 0 };
    for (const row of matrix.rows) {
      const signs = signsOf(cell(row.item, role.id));
      if (signs.some((sign) => deciding.has(sign))) sum.decides += 1;
      if (signs.some((sign) => working.has(sign))) sum.works += 1;
    }
    sums[role.id] = sum;
  }
  return sums;
}

/** The findings of a matrix by what they are about. What concerns neither a row nor a column comes with neither. */
export interface Gap {
  kind: "row" | "role" | "matrix";
  id: string;
  findings: FindingRow[];
}

/** What is open in a matrix: rows with findings in their order, then roles, then the rest. Remarks are no gaps. */
export function gapsOf(matrix: Matrix, findings: readonly FindingRow[]): Gap[] {
  const open = findings.filter((finding) => finding.level !== "info");
  const rows = matrix.rows.map((row): Gap => ({ kind: "row", id: row.id, findings: open.filter((f) => f.row === row.id) }));
  const roles = matrix.roles.map((role): Gap => ({ kind: "role", id: role.id, findings: open.filter((f) => !f.row && f.column === role.id) }));
  const rest: Gap = { kind: "matrix", id: "", findings: open.filter((f) => !f.row && !matrix.roles.some((role) => role.id === f.column)) };
  return [...rows, ...roles, rest].filter((gap) => gap.findings.length > 0);
}

/** A finding's title without the name that stands over it: "No A", "4 consulted", "Holds 6 of 10 A". */
export function shortTitle(title: string, name: string): string {
  if (name === "") return title;
  const rest = title.replace(` on ${name}`, "").replace(`${name} has `, "").replace(`${name} is `, "").replace(`${name}: `, "").replace(`${name} `, "").replace(` holds ${name}`, " holds it");
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** The letter of the scheme that a key press means. The place of the key counts: an input method changes `key`. */
export function letterOfPress(press: { key: string; code: string }, scheme: readonly Letter[]): string | null {
  const typed = [...press.key].length === 1 ? press.key.toUpperCase() : "";
  const placed = /^Key([A-Z])$/.exec(press.code)?.[1];
  return (scheme.find((x) => x.letter === typed) ?? (/^[a-z]$/i.test(press.key) ? undefined : scheme.find((x) => x.letter === placed)))?.letter ?? null;
}

/** The mark to set for a letter: null takes it away. */
export function toggled(value: Value | undefined, letter: string): "" | null {
  return members(value).includes(letter) ? null : "";
}

/** What to put where, so that a letter comes or goes. Letters written in one text ("R/A") become a set of them first. */
export function toggling(path: string, value: Value | undefined, letter: string): [string, Wish] {
  const signs = signsOf(value);
  if (typeof value !== "string" || signs.length < 2) return [memberPath(path, letter), { kind: "set", value: toggled(value, letter) }];
  return [path, { kind: "set", value: many(signs.includes(letter) ? signs.filter((sign) => sign !== letter) : [...signs, letter]) }];
}

export interface RoleWords {
  role: string;
  person: string;
  deputy: string;
  kind: string;
}

/** What a kind of column is called beside its name; a person needs no mark. */
export const kindMarks: Record<string, string | undefined> = { ai: "AI", team: "Team", vendor: "Vendor" };

/** Who or what a role column is: its role or name, the person under it, the deputy, the kind. */
export function roleWords(column: Column, name: (id: string) => string): RoleWords {
  const of = (key: string): string => (column.options?.[key] ? name(column.options[key]) : "");
  return { role: column.name || of("role"), person: of("person"), deputy: of("deputy"), kind: column.options?.["kind"] ?? "human" };
}

/** The least width in px of a role's column, at which no word of its name breaks (12 px, semi-bold, the narrow cut). */
export function roleWidth(name: string): number {
  const longest = Math.max(0, ...name.split(/[\s-]+/).map((word) => word.length));
  return Math.min(120, Math.max(74, Math.ceil(longest * 6.3) + 8));
}
