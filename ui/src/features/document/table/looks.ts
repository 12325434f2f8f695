/** Which look the rules of a table give a row and its cells. Days and moments are those of UTC, as in the print. */
import type { Column } from "../../../generated/Column";
import type { Row } from "../../../generated/Row";
import type { Value } from "../../../generated/Value";
import { cell, liveChoices, members, type Entry } from "../model";
import { folded, ruleOrNull, writtenRules, type FormatRule, type Look } from "./formatRule";
import { parseSpan } from "./spans";

/** Moments in ms; days as their first moment; times of day in minutes. */
type Ordered = { is: "number" | "span" | "day" | "moment" | "clock"; n: number };
type Name = (written: string) => string;

export interface RowLooks {
  row: Look | null;
  cells: Readonly<Record<string, Look>>;
}

export const noLooks: RowLooks = { row: null, cells: {} };
const dayMs = 86_400_000;
const dayOf = (moment: number): number => Math.floor(moment / dayMs) * dayMs;
const isDated = (type: string): boolean => type === "date" || type === "instant" || type === "time";

// A column's rules are read once for as long as it does not change.
const read = new WeakMap<Column, FormatRule[]>();
export function rulesOf(column: Column): FormatRule[] {
  let rules = read.get(column);
  if (!rules) {
    rules = writtenRules(column).flatMap(({ text }) => ruleOrNull(text) ?? []);
    read.set(column, rules);
  }
  return rules;
}

/** Whether any column has a rule. */
export const hasRules = (columns: readonly Entry<Column>[]): boolean => columns.some((c) => rulesOf(c.item).length > 0);

/** How a row looks at a moment (ms). */
export function looksOf(columns: readonly Entry<Column>[], row: Row, now: number, name: Name): RowLooks {
  const cells: Record<string, Look> = {};
  let whole: Look | null = null;
  for (const { id, item } of columns) {
    const value = cell(row, id);
    const rule = rulesOf(item).find((r) => holds(r, item, value, now, name));
    if (rule && !rule.row) cells[id] = seen(rule);
    else if (rule) whole ??= seen(rule);
  }
  return { row: whole, cells };
}

/** The look with what a print without colours needs: a colour with a meaning has its sign or words. */
export function seen({ look }: FormatRule): Look {
  return { ...look, icon: look.icon || (look.colour !== "neutral" && look.words === "") };
}

export function holds(rule: FormatRule, column: Column, value: Value | null | undefined, now: number, name: Name): boolean {
  const held = members(value);
  const orders = (fits: (difference: number) => boolean): boolean =>
    held.some((member) => {
      const found = order(rule, column.type, member, now);
      return found !== null && fits(found);
    });
  switch (rule.operator) {
    case "is empty":
      return held.length === 0;
    case "is not empty":
      return held.length > 0;
    case "is":
    case "is not":
      return held.some((member) => isValue(rule, column, member, now, name)) === (rule.operator === "is");
    case "contains":
      return held.some((member) => shown(column, member, name).some((text) => folded(text).includes(folded(rule.value))));
    case "<":
      return orders((n) => n < 0);
    case "<=":
      return orders((n) => n <= 0);
    case ">":
      return orders((n) => n > 0);
    case ">=":
      return orders((n) => n >= 0);
    case "before":
      return isDated(column.type) && orders((n) => n < 0);
    case "after":
      return isDated(column.type) && orders((n) => n > 0);
    case "within next":
      return held.some((member) => isSoon(rule, column.type, member, now));
  }
}

/** Why a rule can never hold in a column; null where it can. */
export function misfit(rule: FormatRule, column: Column): string | null {
  const reads = ordered(column.type, rule.value, 0) !== null;
  if (rule.operator === "before" || rule.operator === "after") {
    if (!isDated(column.type)) return `before and after compare days, moments and times; ${column.name} holds none`;
    return reads ? null : `“${rule.value}” cannot be compared with what ${column.name} holds`;
  }
  if (rule.operator === "within next") return column.type === "date" || column.type === "instant" ? null : `within next looks at days and moments; ${column.name} holds none`;
  if (/[<>]/.test(rule.operator)) return reads ? null : `“${rule.value}” cannot be compared with what ${column.name} holds`;
  if ((rule.operator === "is" || rule.operator === "is not") && column.type === "choice" && Object.keys(column.choices ?? {}).length > 0) {
    const sought = folded(rule.value);
    const is = liveChoices(column).some((c) => folded(c.id) === sought || folded(c.item.name) === sought);
    return is ? null : `“${rule.value}” is not one of the choices of ${column.name}`;
  }
  return null;
}

/** The texts by which a member is known: as stored, and as people read it. */
function shown(column: Column, member: string, name: Name): string[] {
  const choice = column.type === "choice" ? column.choices?.[member]?.name : undefined;
  if (choice !== undefined) return [member, choice];
  return column.type === "reference" || column.type === "document" ? [member, name(member)] : [member];
}

function isValue(rule: FormatRule, column: Column, member: string, now: number, name: Name): boolean {
  const hasOrder = isDated(column.type) || ["number", "percent", "duration"].includes(column.type);
  if (hasOrder && order(rule, column.type, member, now) === 0) return true;
  return shown(column, member, name).some((text) => folded(text) === folded(rule.value));
}

function isSoon(rule: FormatRule, type: string, member: string, now: number): boolean {
  const span = parseSpan(rule.value);
  const at = ordered(type, member, now);
  if (span === null || !at) return false;
  if (at.is === "day") return dayOf(now) <= at.n && at.n <= dayOf(now + span);
  return at.is === "moment" && now <= at.n && at.n <= now + span;
}

function order(rule: FormatRule, type: string, member: string, now: number): number | null {
  const [a, b] = [ordered(type, member, now), ordered(type, rule.value, now)];
  if (!a || !b) return null;
  if (a.is === b.is) return a.n - b.n;
  if (a.is === "moment" && b.is === "day") return dayOf(a.n) - b.n;
  return a.is === "day" && b.is === "moment" ? a.n - dayOf(b.n) : null;
}

function ordered(type: string, written: string, now: number): Ordered | null {
  const text = written.trim();
  const lower = text.toLowerCase();
  switch (type) {
    case "duration":
      return made("span", parseSpan(text));
    case "time": {
      const found = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
      return found ? made("clock", Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3] ?? 0)) : null;
    }
    case "date":
      return made("day", lower === "today" || lower === "now" ? dayOf(now) : firstOf(text));
    case "instant":
      if (lower === "today") return made("day", dayOf(now));
      return lower === "now" ? made("moment", now) : moment(text);
    default: {
      const number = text.replace(/\s*%$/, "");
      return /^[+-]?\d+(\.\d+)?$/.test(number) ? made("number", Number(number)) : null;
    }
  }
}

const made = (is: Ordered["is"], n: number | null): Ordered | null => (n === null || Number.isNaN(n) ? null : { is, n });
const firstOf = (text: string): number | null => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : null);

/** An instant as stored, `2026-03-11 14:05 UTC`, or a day. */
function moment(text: string): Ordered | null {
  if (/T.*(Z|[+-]\d\d:?\d\d)$/i.test(text)) return made("moment", Date.parse(text));
  if (text.length === 10) return made("day", firstOf(text));
  const found = /^(\d{4}-\d{2}-\d{2})\s+(\d{2}:\d{2}(?::\d{2})?)(?:\s*UTC)?$/.exec(text);
  return found ? made("moment", Date.parse(`${found[1]}T${found[2]}Z`)) : null;
}
