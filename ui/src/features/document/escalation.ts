/** The escalation matrix: rows of the block as severities by levels, one row per cell. */
import type { Block } from "../../generated/Block";
import type { Row } from "../../generated/Row";
import { cell, columnByKey, liveRows, members, one, type Entry } from "./model";

/** A level: a column of the drawn matrix. */
export interface Level {
  name: string;
  clock: string;
}

export interface EscalationMatrix {
  severities: string[];
  functional: Level[];
  hierarchical: Level[];
  /** The row of a severity, clock and level. */
  at(severity: string, level: Level): Entry<Row> | undefined;
  /** Rows that share their place with another: shown, so that nothing is hidden by the drawing. */
  doubled: Entry<Row>[];
}

const text = (block: Block, row: Row, key: string): string => {
  const column = columnByKey(block, key);
  return column ? one(cell(row, column.id)) : "";
};

/** The key a place is found by; names differ in case and spaces only by accident. */
const place = (severity: string, clock: string, level: string): string => `${severity}\u0000${clock}\u0000${level.trim().toLowerCase()}`;

/** Pivots the rows. Severities, and levels of each clock, keep the order in which they first occur. */
export function pivot(block: Block, severityOrder: readonly string[] = []): EscalationMatrix {
  const cells = new Map<string, Entry<Row>>();
  const severities: string[] = [];
  const levels: Level[] = [];
  const doubled: Entry<Row>[] = [];
  for (const row of liveRows(block)) {
    const severity = text(block, row.item, "severity");
    const clock = text(block, row.item, "clock") || "functional";
    const level = text(block, row.item, "level");
    const key = place(severity, clock, level);
    if (cells.has(key)) doubled.push(row);
    else cells.set(key, row);
    if (!severities.includes(severity)) severities.push(severity);
    if (!levels.some((l) => l.clock === clock && l.name.trim().toLowerCase() === level.trim().toLowerCase())) levels.push({ name: level, clock });
  }
  const rank = (severity: string): number => {
    const at = severityOrder.indexOf(severity);
    return at < 0 ? severityOrder.length : at;
  };
  return {
    severities: severities.map((s, at) => ({ s, at })).sort((a, b) => rank(a.s) - rank(b.s) || a.at - b.at).map(({ s }) => s),
    functional: levels.filter((l) => l.clock !== "hierarchical"),
    hierarchical: levels.filter((l) => l.clock === "hierarchical"),
    at: (severity, level) => cells.get(place(severity, level.clock, level.name)),
    doubled,
  };
}

/** What a rule says about a cell: a wash, an icon and words, never colour alone. */
export interface CellRule {
  tone: "risk" | "overdue";
  words: string;
}

/** Rules that the row itself shows; those that need the directory come as findings. */
export function rulesOf(block: Block, row: Row): CellRule[] {
  const values = (key: string): string[] => {
    const column = columnByKey(block, key);
    return column ? members(cell(row, column.id)) : [];
  };
  const rules: CellRule[] = [];
  if (values("target").length === 0) rules.push({ tone: "overdue", words: "nobody to call" });
  else if (values("target").length === 1 && values("backup").length === 0) rules.push({ tone: "risk", words: "no backup" });
  return rules;
}

/** The time of a cell: how long a functional level has, or the age at which an authority is told. */
export function timeOf(block: Block, row: Row, level: Level): { key: string; value: string } {
  const key = level.clock === "hierarchical" ? "after" : "acknowledge_within";
  return { key, value: text(block, row, key) };
}
