/**
 * The languages of one text: the first comes first, each other one stands below a line with its name, `— German —`.
 * The same rule as in the program that reads the text, so that a key is not answered by a round trip.
 */
import type { Span } from "./spans";

/** A text in one language, with its place in the whole. */
export interface Part extends Span {
  /** Name of the language; empty for that of the first. */
  language: string;
  text: string;
}

/** As the program compares names. */
const folded = (name: string): string => name.trim().replace(/\s+/g, " ").toLowerCase().normalize("NFC");

/** The parts of a text in the languages of its audience, of which the first is the first one of the list. */
export function parts(whole: string, languages: readonly string[]): Part[] {
  const list: Part[] = [];
  let part = { language: "", start: 0 };
  let at = 0;
  const end = (to: number): void => void list.push({ ...part, end: to, text: whole.slice(part.start, to) });
  for (const line of whole.split(/(?<=\n)/)) {
    const from = at;
    at += line.length;
    const name = /^[—–-]+([^—–-].*?)[—–-]+$/.exec(line.trim())?.[1];
    const language = name === undefined ? undefined : languages.slice(1).find((known) => folded(known) === folded(name));
    if (language === undefined || language === part.language || list.some((known) => known.language === language)) continue;
    const before = /(\r?\n){0,2}$/.exec(whole.slice(0, from))?.[0].length ?? 0;
    end(Math.max(part.start, from - before));
    part = { language, start: at };
  }
  end(whole.length);
  return list;
}

/**
 * The whole with the text of one language put in; one in which nothing is written is left out. What is put into the first
 * may bring others with it, as a whole message that is pasted does: they take the place of those that stood there.
 */
export function withPart(whole: string, languages: readonly string[], language: string, text: string): string {
  const [now, own] = [parts(whole, languages), language === "" ? parts(text, languages) : []];
  const find = (list: Part[], name: string): string | undefined => list.find((part) => part.language === name)?.text;
  const of = (name: string): string => find(own, name) ?? (name === language ? text : (find(now, name) ?? ""));
  return languages.slice(1).reduce((all, name) => (of(name).trim() ? `${all}\n\n— ${name} —\n${of(name)}` : all), of(""));
}

/** Places in the whole as places in a part; null for what does not stand in it. */
export function within(spans: readonly (Span | null)[], part: Span): (Span | null)[] {
  return spans.map((span) => (span && span.start >= part.start && span.end <= part.end ? { start: span.start - part.start, end: span.end - part.start } : null));
}

/** The first variable of a text that nothing filled, as it stands there; empty where there is none. */
export const openVariable = (text: string): string => /\{\{[^{}]*\}\}/.exec(text)?.[0] ?? "";
