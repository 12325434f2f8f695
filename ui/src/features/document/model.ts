/**
 * Reading a document: what is live, in which order, and what a value holds. The rules are those of
 * `crates/domain` (block.rs, value.rs, document.rs); nothing here changes anything.
 */
import type { Block } from "../../generated/Block";
import type { Choice } from "../../generated/Choice";
import type { Column } from "../../generated/Column";
import type { Document } from "../../generated/Document";
import type { Row } from "../../generated/Row";
import type { Section } from "../../generated/Section";
import type { Value } from "../../generated/Value";

export { kindWord } from "../../session/blocks";

/** Something in an order, with its id. */
export interface Entry<T> {
  id: string;
  item: T;
}

interface Placed {
  pos: string;
  deleted_at?: string | null;
}

// An order that did not change is the same list again, and an item that did not change the same entry,
// so that a letter typed in one cell does not draw the others. Content is never changed in place.
const lists = new WeakMap<object, Entry<Placed>[]>();
const entries = new WeakMap<object, Entry<Placed>>();

function live<T extends Placed>(map: Record<string, T> | undefined): Entry<T>[] {
  if (!map) return [];
  let list = lists.get(map) as Entry<T>[] | undefined;
  if (!list) {
    list = Object.entries(map)
      .filter(([, item]) => !item.deleted_at)
      .map(([id, item]) => entryOf(id, item))
      .sort((a, b) => order(a.item.pos, b.item.pos) || order(a.id, b.id));
    lists.set(map, list);
  }
  return list;
}

function entryOf<T extends Placed>(id: string, item: T): Entry<T> {
  const known = entries.get(item) as Entry<T> | undefined;
  if (known?.id === id) return known;
  const made = { id, item };
  entries.set(item, made);
  return made;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sections that were not removed, in order. */
export const liveSections = (document: Document): Entry<Section>[] => live(document.sections as Record<string, Section>);
/** Columns that were not removed, in order. */
export const liveColumns = (block: Block): Entry<Column>[] => live(block.columns as Record<string, Column> | undefined);
/** Rows that were not removed, in order. */
export const liveRows = (block: Block): Entry<Row>[] => live(block.rows as Record<string, Row> | undefined);
/** Choices that were not removed, in order. */
export const liveChoices = (column: Column): Entry<Choice>[] => live(column.choices as Record<string, Choice> | undefined);

/** The members of a value in order of mark, then of text. One text is one member, an empty one is none. */
export function members(value: Value | null | undefined): string[] {
  if (value === null || value === undefined || value === "") return [];
  if (typeof value === "string") return [value];
  return Object.entries(value)
    .sort((a, b) => order(a[1], b[1]) || order(a[0], b[0]))
    .map(([member]) => member);
}

/** The mark of a member; empty where the value is a text or does not hold it. */
export const markOf = (value: Value | null | undefined, member: string): string => (value && typeof value === "object" ? (value[member] ?? "") : "");

/** The text, or the only member of a set; empty otherwise. */
export function one(value: Value | null | undefined): string {
  const all = members(value);
  return all.length === 1 ? (all[0] ?? "") : "";
}

/** A set of members, in the order given (the marks are positions that sort as text). */
export function many(list: readonly string[], ordered = false): Value {
  const marks: Record<string, string> = {};
  list.forEach((member, at) => (marks[member] = ordered ? String(at).padStart(4, "0") : ""));
  return marks;
}

/** The text of a setting, empty where it is not set. */
export const setting = (block: Block, key: string): string => one(block.settings?.[key]);

/** The first live column with this well-known meaning. */
export function columnByKey(block: Block, key: string): Entry<Column> | undefined {
  return liveColumns(block).find((column) => column.item.key === key);
}

/** The value of a row under a column. */
export const cell = (row: Row, column: string): Value | undefined => (row.cells as Record<string, Value>)[column];

/** Whether cells of the column hold sets. */
export function isMany(column: Column): boolean {
  return column.options?.["many"] === "yes" || ["letters", "attachment", "personal-data"].includes(column.type);
}

/** Whether a value is asked for. */
export const isRequired = (column: Column): boolean => column.options?.["required"] === "yes";

/** Kinds of the directory a reference column points to. */
export const kindsOf = (column: Column): string[] => (column.options?.["of"] ?? "").split(/\s+/).filter(Boolean);

/** Whether nobody has filled anything in yet. */
export function isEmptyBlock(block: Block): boolean {
  if ((block.text ?? "").trim() !== "") return false;
  return liveRows(block).every((row) => Object.values(row.item.cells).every((value) => members(value).length === 0));
}

/** The text of a header field. */
export const header = (document: Document, key: string): string => one(document.header[key]);

/** The kinds of block a person can add, in the groups of the menu: text and tables, who, when, what if. */
export const blockKinds: readonly (readonly string[])[] = [
  ["prose", "fields", "checklist", "table"],
  ["roster", "raci", "contacts", "approvals"],
  ["periods", "schedule", "cadence", "stages"],
  ["escalation", "triggers", "risks", "handoffs", "view"],
];

const counted: Record<string, [string, string] | undefined> = {
  roster: ["position", "positions"],
  risks: ["risk", "risks"],
  schedule: ["line", "lines"],
  handoffs: ["hand-off", "hand-offs"],
  triggers: ["rule", "rules"],
  stages: ["template", "templates"],
};

/** How many rows a block of a kind has, in words. */
export function countOf(kind: string, rows: number): string {
  const [one, more] = counted[kind] ?? ["row", "rows"];
  return `${rows} ${rows === 1 ? one : more}`;
}

/** Numbers of sections as printed: "3", and "3.1" for a part of the section before it. */
export function numbersOf(sections: readonly Entry<Section>[]): Record<string, string> {
  const numbers: Record<string, string> = {};
  let main = 0;
  let part = 0;
  for (const { id, item } of sections) {
    if (item.depth > 1 && main > 0) part += 1;
    else {
      main += 1;
      part = 0;
    }
    numbers[id] = part > 0 ? `${main}.${part}` : String(main);
  }
  return numbers;
}
