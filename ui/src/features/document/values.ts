/** Values in words by the type of their column, and what is sent for what a person typed. */
import { date, day, durationMs, durationWords, instant, wall } from "../../components/time";
import { fold } from "../../components/text";
import type { Column } from "../../generated/Column";
import type { DirectoryEntry } from "../../generated/DirectoryEntry";
import type { Value } from "../../generated/Value";
import { attachments, isAttachmentId, nameOf } from "./attachment/store.svelte";
import { isMany, kindsOf, liveChoices, many, members } from "./model";
import type { Wish } from "./saver";

/** What a value is read with: names of references, the zone moments are shown in, and now in ms. */
export interface Reading {
  names: Record<string, string>;
  directory: readonly DirectoryEntry[];
  zone: string;
  now: number;
}

/** One member of a value in words. `fits` is false for what its type or the directory does not know. */
export interface Word {
  text: string;
  fits: boolean;
  /** The meaning of a choice's colour. */
  colour?: string;
  /** The value exactly, where the words say less. */
  exact?: string;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isNumber = (text: string): boolean => /^[+-]?\d+(\.\d+)?$/.test(text);

/** The words of a value, one per member. */
export function words(column: Column, value: Value | null | undefined, reading: Reading): Word[] {
  return members(value).map((member) => word(column, member, reading));
}

/** The words of a value on one line. */
export function wordsLine(column: Column, value: Value | null | undefined, reading: Reading): string {
  return words(column, value, reading)
    .map((w) => w.text)
    .join(", ");
}

function word(column: Column, text: string, reading: Reading): Word {
  switch (column.type) {
    case "number":
      return { text: isNumber(text) && column.options?.["unit"] ? `${text} ${column.options["unit"]}` : text, fits: isNumber(text) };
    case "percent":
      return isNumber(text) ? { text: `${text} %`, fits: true } : { text, fits: false };
    case "date":
      if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) return { text, fits: false };
      return { text: date(Date.parse(text), "UTC"), fits: true, exact: text };
    case "time":
      return { text, fits: /^\d{1,2}:\d{2}(:\d{2})?$/.test(text) };
    case "instant":
      return moment(text, reading);
    case "duration": {
      const ms = durationMs(text);
      return ms === null ? { text, fits: false } : { text: durationWords(ms), fits: true, exact: text };
    }
    case "choice": {
      const choice = column.choices?.[text];
      if (choice) return { text: choice.name, fits: !choice.deleted_at, colour: choice.colour || "neutral" };
      return { text, fits: liveChoices(column).length === 0 };
    }
    case "reference":
    case "document":
      return named(text, reading);
    case "attachment":
    case "personal-data":
      return isAttachmentId(text) ? { text: nameOf(attachments.info(text)), fits: true, exact: text } : { text, fits: false };
    case "yes-no":
      return { text, fits: text === "yes" || text === "no" };
    case "link":
      return { text: text.replace(/^https?:\/\//, "").replace(/^mailto:/, ""), fits: /^(https?:\/\/|mailto:|tel:)/i.test(text), exact: text };
    default:
      return { text, fits: true };
  }
}

function moment(text: string, { zone, now }: Reading): Word {
  let ms: number;
  try {
    ms = instant(text);
  } catch {
    return { text, fits: false };
  }
  if (!/T/.test(text)) return { text, fits: false };
  const time = wall(ms, zone);
  const exact = `${date(ms, zone)} ${time} ${zone}`;
  return { text: date(ms, zone) === date(now, zone) ? time : `${day(ms, zone)} ${time}`, fits: true, exact };
}

function named(text: string, { names, directory }: Reading): Word {
  const name = names[text] ?? directory.find((entry) => entry.id === text)?.name;
  if (name !== undefined) return { text: name, fits: true };
  // An id that nobody knows any more says nothing to a person; a name stays as it was written.
  return uuid.test(text) ? { text: "not in the directory", fits: false, exact: text } : { text, fits: false };
}

/** What stands in the field when a person edits the value: exact where the words are not. */
export function editText(column: Column, value: Value | null | undefined, reading: Reading): string {
  const { zone } = reading;
  return members(value)
    .map((member) => {
      if (column.type === "text" || column.type === "markdown" || column.type === "link") return member;
      if (["date", "number", "percent", "time"].includes(column.type)) return member;
      if (column.type === "instant" && word(column, member, reading).fits) {
        const ms = instant(member);
        return `${new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(ms)} ${wall(ms, zone)}`;
      }
      if (column.type === "reference") {
        const all = candidates(column, reading.directory);
        const entry = all.find((each) => each.id === member);
        if (entry) return callName(entry, all);
      }
      return word(column, member, reading).text;
    })
    .join(", ");
}

/** Entries of the directory that a column may name. */
export function candidates(column: Column, directory: readonly DirectoryEntry[]): DirectoryEntry[] {
  const kinds = kindsOf(column);
  return directory.filter((entry) => kinds.length === 0 || kinds.includes(entry.kind));
}

/** The name by which an entry alone is meant among others: its kind tells a team from an audience of the same name. */
export function callName(entry: DirectoryEntry, among: readonly DirectoryEntry[]): string {
  const isElsewhere = among.some((other) => other.kind !== entry.kind && fold(other.name) === fold(entry.name));
  return isElsewhere && entry.call === entry.name ? `${entry.name} (${entry.kind})` : entry.call;
}

/** The entry that is meant by a name with what tells it apart in brackets. */
function byCall(typed: string, all: readonly DirectoryEntry[]): DirectoryEntry | undefined {
  if (!typed.trimEnd().endsWith(")")) return undefined;
  const name = fold(typed.slice(0, typed.lastIndexOf("(")).trim());
  return all.filter((e) => fold(e.name) === name).find((e) => fold(callName(e, all)) === fold(typed));
}

/** What is sent for what was typed: ids for names that are known, words for what the type reads, else as written. */
export function wishFor(column: Column, typed: string, reading: Reading): Wish {
  const text = column.type === "markdown" || column.type === "text" ? typed : typed.trim();
  if (text === "") return { kind: "set", value: null };
  if (column.type === "markdown") return { kind: "text", text };
  if (column.type === "choice" || column.type === "reference") {
    const found = splitNames(text, column).map((name) => known(column, name, reading));
    // A choice that the column does not have is refused by the backend, with what was typed kept.
    if (column.type === "choice" && found.some((f) => !f.known)) return { kind: "words", words: text };
    const ids = found.map((f) => f.id);
    return { kind: "set", value: isMany(column) ? many(ids, true) : (ids[0] ?? null) };
  }
  if (column.type === "text" || column.type === "letters" || column.type === "document") return { kind: "set", value: text };
  return { kind: "words", words: text };
}

function splitNames(text: string, column: Column): string[] {
  if (!isMany(column)) return [text];
  return text
    .split(/[,;，、]/)
    .map((name) => name.trim())
    .filter(Boolean);
}

function known(column: Column, name: string, { directory, names }: Reading): { id: string; known: boolean } {
  const same = (other: string): boolean => fold(other) === fold(name);
  if (column.type === "choice") {
    const choice = liveChoices(column).find((c) => same(c.item.name) || c.id === name);
    return choice ? { id: choice.id, known: true } : { id: name, known: liveChoices(column).length === 0 };
  }
  const all = candidates(column, directory);
  const alike = all.filter((e) => same(e.name));
  // Of several with one name, the one is meant that is called so alone; who is meant by the name is not guessed.
  const only = alike.length === 1 ? alike[0] : byCall(name, all);
  const id = only?.id ?? (alike.length ? undefined : Object.keys(names).find((key) => same(names[key] ?? "")));
  return { id: id ?? name, known: id !== undefined };
}

/** Whether a column only counts its rows. */
export const isCount = (column: Column): boolean => column.key === "no" || (column.key === "number" && column.type === "number");

/** Whether a column's values stand right, digit under digit. */
export const isNumeric = (column: Column): boolean =>
  !isCount(column) && ["number", "percent", "time", "instant", "duration", "date"].includes(column.type);
