/** A RACI table from a spreadsheet, a CSV file or Markdown, as edits of the matrix. Pure, so that each case has a test. */
import { fold } from "../../../components/text";
import type { Column } from "../../../generated/Column";
import type { Edit } from "../../../generated/Edit";
import type { Row } from "../../../generated/Row";
import type { Value } from "../../../generated/Value";
import { cell, one, type Entry } from "../model";
import { cellPath } from "../paths";
import { parseCsv } from "../table/csv";
import { isBlockOfCells, parseTsv } from "../tsv";
import { signsOf, type Letter } from "./scheme";

/** What a table is read against. */
export interface Sheet {
  section: string;
  /** Rows in the order in which they are shown. */
  rows: readonly Entry<Row>[];
  /** The activity first, then the columns as they are shown. */
  shown: readonly Entry<Column>[];
  /** Every column of the block. */
  columns: readonly Entry<Column>[];
  activity: string | null;
  letters: readonly Letter[];
}

export interface Plan {
  edits: Edit[];
  /** Rows that stand already and change, and rows that are added. */
  changed: number;
  added: number;
  /** Cells under a role that are no letters: they were left out. */
  strange: { row: string; role: string; text: string }[];
  /** Names of columns that are roles and not in the matrix yet. */
  roles: string[];
  /** Names of columns that are left out. */
  lost: string[];
}

const bare = (text: string): string => text.replace(/[*_`~]/g, "").trim();
const dash = /^(-|–|—|n\/a|none|\.)$/i;

/** The letters of a cell: `R/A`, `A, R`, `**A**`, `r`, `RA`, `Responsible`. Null for anything else; a dash is none. */
export function readLetters(text: string, scheme: readonly Letter[]): string[] | null {
  const plain = bare(text);
  if (plain === "" || dash.test(plain)) return [];
  const found = new Set<string>();
  for (const part of plain.split(/[/,&+;|\s]+/).map((p) => p.replace(/[().]/g, "")).filter(Boolean)) {
    const named = scheme.find((x) => x.letter === part.toUpperCase() || (x.name !== "" && fold(x.name) === fold(part)));
    const each = named ? [named.letter] : [...part.toUpperCase()];
    if (!each.every((sign) => scheme.some((x) => x.letter === sign))) return null;
    each.forEach((sign) => found.add(sign));
  }
  return [...found];
}

/** The cells of a text: a Markdown table, a copy from a spreadsheet, else CSV where it comes from a file. */
export function cellsOf(text: string, isFile: boolean): string[][] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const rule = lines.findIndex((line) => /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(line) && line.includes("|"));
  if (rule > 0) {
    const from = rule - 1;
    const end = lines.findIndex((line, at) => at > rule && !line.includes("|"));
    return lines.slice(from, end < 0 ? undefined : end).filter((_, at) => at !== 1).map(markdownCells);
  }
  if (isFile && !/\t/.test(lines[0] ?? "")) return parseCsv(text);
  return parseTsv(text);
}

function markdownCells(line: string): string[] {
  const inner = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((text) => text.trim().replaceAll("\\|", "|"));
}

/** Whether a pasted text is more than the words of one cell. */
export const isTable = (text: string): boolean => isBlockOfCells(text) || cellsOf(text, false).length > 1;

const activityWords = new Set(["activity", "activities", "task", "tasks", "process", "work item", "action", "decision", "responsibility", "deliverable or task", "step"]);

/** Whether the first line names columns rather than holding cells of them. */
export function hasHead(sheet: Sheet, cells: readonly (readonly string[])[]): boolean {
  const [head = [], ...rest] = cells;
  if (rest.length === 0 || head.length < 2) return false;
  const known = head.filter((name) => target(sheet, name) !== null).length;
  const letters = head.filter((text) => (readLetters(text, sheet.letters) ?? []).length > 0).length;
  return known >= 2 || (known >= 1 && letters * 2 < head.length) || activityWords.has(fold(bare(head[0] ?? "")));
}

function target(sheet: Sheet, head: string): string | null {
  const name = fold(bare(head));
  if (name === "") return null;
  const found = sheet.columns.find((c) => fold(c.item.name) === name || (c.item.key !== undefined && c.item.key !== "" && c.item.key === name.replaceAll(" ", "_")));
  return found?.id ?? (activityWords.has(name) ? sheet.activity : null);
}

const empty = (): Plan => ({ edits: [], changed: 0, added: 0, strange: [], roles: [], lost: [] });

/** Cells pasted with their corner at a row and a place among the shown columns. */
export function planPaste(sheet: Sheet, cells: readonly (readonly string[])[], row: number, column: number, extra: Readonly<Record<string, string>> = {}): Plan {
  const plan = empty();
  const rows: Line[] = cells.map((line, r) => ({ row: sheet.rows[row + r] ?? null, texts: line.flatMap((text, c): [Entry<Column>, string][] => (sheet.shown[column + c] ? [[sheet.shown[column + c] as Entry<Column>, text]] : [])) }));
  const wide = Math.max(0, ...cells.map((line) => line.length));
  for (let c = sheet.shown.length - column; c < wide; c += 1) if (cells.some((line) => (line[c] ?? "").trim() !== "")) plan.lost.push(`column ${c + 1}`);
  return write(sheet, plan, rows, extra);
}

/** A table with a head: its columns by their names, its rows by their activity; what is new is added at the end. */
export function planTable(sheet: Sheet, cells: readonly (readonly string[])[]): Plan {
  const plan = empty();
  const [head = [], ...body] = cells;
  const lines = body.filter((line) => line.some((text) => text.trim() !== ""));
  const taken = new Set<string>();
  let targets = head.map((name) => {
    const id = target(sheet, name);
    if (id === null || taken.has(id)) return null;
    taken.add(id);
    return id;
  });
  // The first column that is neither known nor letters names the activity where no head says so.
  if (sheet.activity && !taken.has(sheet.activity)) {
    const at = head.findIndex((_, c) => targets[c] === null && !isRole(sheet, lines, c));
    if (at >= 0) targets = targets.map((id, c) => (c === at ? sheet.activity : id));
  }
  head.forEach((name, c) => {
    if (targets[c] !== null) return;
    if (bare(name) !== "" && isRole(sheet, lines, c)) plan.roles.push(bare(name));
    else if (lines.some((line) => (line[c] ?? "").trim() !== "")) plan.lost.push(bare(name) || `column ${c + 1}`);
  });
  const byName = new Map(sheet.rows.map((row) => [fold(sheet.activity ? one(cell(row.item, sheet.activity)) : ""), row]));
  const rows = lines.map((line): Line => {
    const texts = line.flatMap((text, c): [Entry<Column>, string][] => {
      const column = sheet.columns.find((x) => x.id === targets[c]);
      return column ? [[column, text]] : [];
    });
    const named = fold(bare(texts.find(([column]) => column.id === sheet.activity)?.[1] ?? ""));
    return { row: (named && byName.get(named)) || null, texts };
  });
  return write(sheet, plan, rows, {});
}

/** Most of what is filled in reads as letters: one cell in five may hold a remark. */
function isRole(sheet: Sheet, lines: readonly (readonly string[])[], c: number): boolean {
  const filled = lines.map((line) => (line[c] ?? "").trim()).filter((text) => text !== "");
  const read = filled.map((text) => readLetters(text, sheet.letters)).filter((letters) => letters !== null);
  return read.some((letters) => letters.length > 0) && read.length * 5 >= filled.length * 4;
}

interface Line {
  row: Entry<Row> | null;
  texts: [Entry<Column>, string][];
}

function write(sheet: Sheet, plan: Plan, lines: readonly Line[], extra: Readonly<Record<string, string>>): Plan {
  const added: Record<string, string>[] = [];
  for (const { row, texts } of lines) {
    const words: Record<string, string> = { ...extra };
    const before = plan.edits.length;
    const activity = texts.find(([column]) => column.id === sheet.activity)?.[1] ?? (row && sheet.activity ? one(cell(row.item, sheet.activity)) : "");
    for (const [column, text] of texts) {
      if (column.item.type !== "letters") {
        const typed = column.id === sheet.activity ? bare(text) : text.trim();
        const value = row ? cell(row.item, column.id) : undefined;
        if (!row && typed !== "") words[column.id] = typed;
        else if (row && typed !== one(value)) plan.edits.push({ edit: "fill", path: cellPath(sheet.section, row.id, column.id), words: typed });
        continue;
      }
      const letters = readLetters(text, sheet.letters);
      if (letters === null) plan.strange.push({ row: bare(activity), role: column.item.name, text: text.trim() });
      else if (!row && letters.length > 0) words[column.id] = letters.join(", ");
      else if (row) plan.edits.push(...lettersEdit(sheet.section, row, column.id, letters));
    }
    if (row && plan.edits.length > before) plan.changed += 1;
    else if (!row && texts.some(([, text]) => text.trim() !== "")) added.push(words);
  }
  plan.added = added.length;
  if (added.length > 0) plan.edits.push({ edit: "add_rows", section: sheet.section, after: sheet.rows[sheet.rows.length - 1]?.id ?? null, rows: added });
  return plan;
}

/** A cell gets the letters that were read; one that holds them already stays, with its notes. */
export function lettersEdit(section: string, row: Entry<Row>, column: string, letters: readonly string[]): Edit[] {
  const old = cell(row.item, column);
  const held = signsOf(old);
  if (held.length === letters.length && letters.every((letter) => held.includes(letter))) return [];
  const marks: Record<string, string> = {};
  for (const letter of letters) marks[letter] = typeof old === "object" ? (old[letter] ?? "") : "";
  const value: Value | null = letters.length > 0 ? marks : null;
  return [{ edit: "set", path: cellPath(section, row.id, column), value }];
}

/** What was not understood, in one sentence; empty for nothing. */
export function remarks(plan: Plan): string {
  const words: string[] = [];
  const [first] = plan.strange;
  if (first) {
    const where = [first.row, first.role].filter(Boolean).join(", ");
    const more = plan.strange.length > 1 ? `, and ${plan.strange.length - 1} more` : "";
    words.push(`“${first.text.slice(0, 40)}” (${where}${more}) is no letter and was left out.`);
  }
  if (plan.lost.length > 0) {
    const names = plan.lost.slice(0, 4).join(", ") + (plan.lost.length > 4 ? " …" : "");
    words.push(`${plan.lost.length === 1 ? "This column has" : "These columns have"} no place in the matrix: ${names}.`);
  }
  return words.join(" ");
}
