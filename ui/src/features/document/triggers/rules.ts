/** The rules of a triggers block in their order, and what a rule says in one line. */
import type { Block } from "../../../generated/Block";
import type { Column } from "../../../generated/Column";
import type { Row } from "../../../generated/Row";
import { cell, columnByKey, liveColumns, liveRows, one, type Entry } from "../model";
import { wordsLine, type Reading } from "../values";

/** The columns of a rule that its card shows, by key. What a team adds beside them is listed with the rest. */
export const cardKeys = {
  name: "name",
  enabled: "enabled",
  condition: "condition",
  outcome: "outcome",
  target: "target",
  within: "within",
  effects: "effects",
  isDefault: "default",
} as const;

/** Columns with a place of their own on the open card, in this order; the others follow under "More". */
export const openKeys = ["outcome", "target", "within", "risk"] as const;
const placed = new Set<string>(["name", "enabled", "condition", "default", "effects", ...openKeys]);

export interface Rule {
  row: Entry<Row>;
  /** Place among the rules that are tried in order, from 1; 0 for the default route. */
  number: number;
  isOn: boolean;
  isDefault: boolean;
}

/** The rules as they are tried: in order, the default route last wherever its row stands. */
export function rulesOf(block: Block): Rule[] {
  const byDefault = columnByKey(block, cardKeys.isDefault)?.id;
  const enabled = columnByKey(block, cardKeys.enabled)?.id;
  const says = (row: Row, column: string | undefined): string => (column ? one(cell(row, column)) : "");
  const all = liveRows(block).map((row) => ({ row, isDefault: says(row.item, byDefault) === "yes", isOn: says(row.item, enabled) !== "no" }));
  const tried = all.filter((rule) => !rule.isDefault).map((rule, at) => ({ ...rule, number: at + 1 }));
  return [...tried, ...all.filter((rule) => rule.isDefault).map((rule) => ({ ...rule, number: 0 }))];
}

/** Columns that the open card lists after the ones with a place of their own. */
export const moreColumns = (block: Block): Entry<Column>[] => liveColumns(block).filter((column) => !placed.has(column.item.key ?? ""));

/** The words of a rule under a column, empty for none. */
export function said(block: Block, rule: Rule, key: string, reading: Reading): string {
  const column = columnByKey(block, key);
  return column ? wordsLine(column.item, cell(rule.row.item, column.id), reading) : "";
}

/** After which row a rule goes when it moves to a place among the tried ones; undefined when it stays. */
export function moveAfter(rules: readonly Rule[], from: number, to: number): string | null | undefined {
  const tried = rules.filter((rule) => !rule.isDefault);
  const end = Math.max(0, Math.min(tried.length - 1, to));
  if (!tried[from] || end === from) return undefined;
  const rest = tried.filter((_, at) => at !== from);
  return rest[end - 1]?.row.id ?? null;
}

/** The text with a test added: beside what is there, both must hold. */
export function withTest(text: string, test: string): string {
  const before = text.trim();
  if (before === "" || before === "always") return test;
  // `or` binds weaker than `and`; what was there is kept together.
  return hasOpenOr(before) ? `(${before}) and ${test}` : `${before} and ${test}`;
}

/** Whether an `or` stands outside every pair of parentheses and every text in quotes. */
function hasOpenOr(condition: string): boolean {
  const bare = condition.replace(/"(\\.|[^"\\])*("|$)/gs, '""');
  let depth = 0;
  for (const [piece] of bare.matchAll(/[()]|[\p{L}\p{N}_-]+/gu)) {
    if (piece === "(") depth += 1;
    else if (piece === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0 && piece.toLowerCase() === "or") return true;
  }
  return false;
}

/** Operators of the builder, with whether a value follows. */
export const operators: readonly { value: string; label: string; takes: "value" | "nothing" }[] = [
  { value: "is", label: "is", takes: "value" },
  { value: "is not", label: "is not", takes: "value" },
  { value: "contains", label: "contains", takes: "value" },
  { value: "contains any of", label: "contains any of", takes: "value" },
  { value: "<", label: "below", takes: "value" },
  { value: "<=", label: "at most", takes: "value" },
  { value: ">", label: "above", takes: "value" },
  { value: ">=", label: "at least", takes: "value" },
  { value: "is empty", label: "is empty", takes: "nothing" },
  { value: "is not empty", label: "is filled in", takes: "nothing" },
];

/** A test as the condition language writes it: a name of several words and every text in quotes. */
export function testOf(field: string, operator: string, value: string): string {
  const name = /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(field) ? field : quoted(field);
  if (operators.find((each) => each.value === operator)?.takes === "nothing") return `${name} ${operator}`;
  return `${name} ${operator} ${operandOf(operator, value.trim())}`;
}

function operandOf(operator: string, value: string): string {
  const list = operator.endsWith("any of") ? value.split(",").map((part) => part.trim()).filter(Boolean) : [value];
  return list.map((part) => (/^-?\d+(\.\d+)?( ?%| ?(s|min|h|d))?$/.test(part) ? part : quoted(part))).join(", ");
}

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
