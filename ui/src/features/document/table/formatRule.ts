/**
 * Conditional formatting as text: `TEST => LOOKS` in the option `rule.<position>` of a column. The twin
 * of `crates/domain/src/format_rule.rs`; both are held by `crates/domain/tests/format_vectors.json`.
 */
import type { Column } from "../../../generated/Column";
import { parseSpan, printSpan } from "./spans";

export const operators = ["is", "is not", "contains", "is empty", "is not empty", "<", "<=", ">", ">=", "before", "after", "within next"] as const;
export type RuleOperator = (typeof operators)[number];

export const colours = ["neutral", "ok", "risk", "overdue", "accent"] as const;
export type Colour = (typeof colours)[number];

export interface Look {
  colour: Colour;
  edge: boolean;
  bold: boolean;
  icon: boolean;
  words: string;
}

export interface FormatRule {
  operator: RuleOperator;
  /** What it compares with; empty where the operator takes nothing. */
  value: string;
  look: Look;
  /** Whether it is about the whole row. */
  row: boolean;
}

/** Where reading a rule stopped. */
export class RuleError extends Error {
  /** The character, counted from 1. */
  readonly at: number;
  constructor(at: number, expected: string) {
    super(`Character ${at}: expected ${expected}`);
    this.at = at;
  }
}

/** The longest rule, in characters. */
export const ruleLimit = 500;
export const hasValue = (operator: RuleOperator): boolean => operator !== "is empty" && operator !== "is not empty";
export const plainLook: Look = { colour: "neutral", edge: false, bold: false, icon: false, words: "" };

const looksExpected = 'a colour (neutral, ok, risk, overdue, accent), edge, bold, icon, words "..." or row';

/** Reads a rule. Throws a `RuleError`. */
export function parseRule(text: string): FormatRule {
  const length = [...text].length;
  if (length > ruleLimit) throw new RuleError(ruleLimit + 1, `at most ${ruleLimit} characters`);
  const scan = new Scan(text);
  const operator = scan.operator();
  const from = scan.afterSpace();
  let value = hasValue(operator) ? scan.value() : "";
  if (operator === "within next") {
    const span = parseSpan(value);
    if (span === null) throw scan.error("a span of time, for instance 2 days", from);
    value = printSpan(span);
  }
  scan.space();
  if (!scan.take("=>")) throw scan.error("=>");
  const rule: FormatRule = { operator, value, look: { ...plainLook }, row: false };
  scan.looks(rule);
  return rule;
}

/** A rule as text; `parseRule` reads the same rule from it. */
export function printRule({ operator, value, look, row }: FormatRule): string {
  const isPlain = operator === "within next" || (/^[a-z0-9][a-z0-9.:-]*$/i.test(value) && !/^(not|empty)$/i.test(value));
  const test = hasValue(operator) ? `${operator} ${isPlain ? value : quoted(value)}` : operator;
  const isNothing = !look.edge && !look.bold && !look.icon && look.words === "" && !row;
  const looks = [
    look.colour !== "neutral" || isNothing ? look.colour : "",
    look.edge ? "edge" : "",
    look.bold ? "bold" : "",
    look.icon ? "icon" : "",
    look.words ? `words ${quoted(look.words)}` : "",
    row ? "row" : "",
  ];
  return `${test} => ${looks.filter(Boolean).join(" ")}`;
}

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
const isLetter = (c: string): boolean => /[\p{L}\p{N}]/u.test(c);

class Scan {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  get #rest(): string {
    return this.#text.slice(this.#at);
  }

  space(): void {
    this.#at = this.afterSpace();
  }

  afterSpace(): number {
    return this.#text.length - this.#rest.trimStart().length;
  }

  take(what: string): boolean {
    const is = this.#rest.startsWith(what);
    if (is) this.#at += what.length;
    return is;
  }

  /** A word in any case, with nothing of a word behind it. */
  word(word: string): boolean {
    const start = this.#at;
    for (const [n, part] of word.split(" ").entries()) {
      if (n > 0) this.space();
      const rest = this.#rest;
      if (rest.slice(0, part.length).toLowerCase() !== part || isLetter(rest.charAt(part.length))) {
        this.#at = start;
        return false;
      }
      this.#at += part.length;
    }
    return true;
  }

  operator(): RuleOperator {
    this.space();
    for (const sign of ["<=", ">=", "<", ">"] as const) if (this.take(sign)) return sign;
    // The longest first, so that `is not empty` is not `is`.
    const all = operators.filter((o) => !/[<>]/.test(o)).sort((a, b) => b.length - a.length);
    const found = all.find((o) => this.word(o));
    if (!found) throw this.error("is, is not, contains, is empty, is not empty, <, <=, >, >=, before, after or within next");
    return found;
  }

  /** A text in quotes, or everything up to `=>`. */
  value(): string {
    this.space();
    if (this.#rest.startsWith('"')) return this.quoted();
    const end = this.#rest.indexOf("=>");
    const value = (end < 0 ? this.#rest : this.#rest.slice(0, end)).trim();
    if (value === "") throw this.error("a value");
    this.#at = end < 0 ? this.#text.length : this.#at + end;
    return value;
  }

  quoted(): string {
    const found = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(this.#rest);
    if (!found) {
      this.#at = this.#text.length;
      throw this.error("a closing quotation mark");
    }
    this.#at += found[0].length;
    return (found[1] ?? "").replace(/\\([\s\S])/g, "$1");
  }

  looks(rule: FormatRule): void {
    for (let isAny = false; ; isAny = true) {
      this.space();
      if (this.#rest === "") {
        if (isAny) return;
        throw this.error(looksExpected);
      }
      const colour = colours.find((c) => this.word(c));
      if (colour) rule.look.colour = colour;
      else if (this.word("edge")) rule.look.edge = true;
      else if (this.word("bold")) rule.look.bold = true;
      else if (this.word("icon")) rule.look.icon = true;
      else if (this.word("row")) rule.row = true;
      else if (this.word("words")) {
        this.space();
        if (!this.#rest.startsWith('"')) throw this.error("words in quotation marks");
        rule.look.words = this.quoted().trim();
      } else throw this.error(looksExpected);
    }
  }

  error(expected: string, at = this.#at): RuleError {
    return new RuleError([...this.#text.slice(0, at)].length + 1, expected);
  }
}

/** The options of a column that hold rules, in order: the option and its text. */
export function writtenRules(column: Column): { option: string; text: string }[] {
  return Object.entries(column.options ?? {})
    .filter(([option, text]) => option.startsWith("rule.") && text !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([option, text]) => ({ option, text }));
}

/** A rule, or null for one that cannot be read. */
export function ruleOrNull(text: string): FormatRule | null {
  try {
    return parseRule(text);
  } catch {
    return null;
  }
}

/** The option for a rule after the others: `rule.a0`, `rule.a1` ... */
export function nextOption(column: Column): string {
  const numbers = writtenRules(column).map(({ option }) => Number(/^rule\.a(\d+)$/.exec(option)?.[1] ?? -1));
  const next = Math.max(-1, ...numbers) + 1;
  // Positions are compared as text: after nine, a letter longer.
  return next < 10 ? `rule.a${next}` : `rule.b${String(next).padStart(4, "0")}`;
}

/** The rules that name a choice, with its new name: option to text. */
export function rulesRenamed(column: Column, old: string, name: string): Record<string, string> {
  const changed: Record<string, string> = {};
  const same = (text: string): boolean => folded(text) === folded(old);
  for (const { option, text } of writtenRules(column)) {
    const rule = ruleOrNull(text);
    if (rule && (rule.operator === "is" || rule.operator === "is not") && same(rule.value) && name.trim() !== "")
      changed[option] = printRule({ ...rule, value: name.trim() });
  }
  return changed;
}

/** A text without regard to case and to the number of spaces. */
export const folded = (text: string): string => text.split(/\s+/).filter(Boolean).join(" ").toLowerCase().normalize("NFC");
