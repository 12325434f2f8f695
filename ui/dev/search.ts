// What the stand-in finds: titles, names and entries of the sample that hold every word.
import type { Query } from "../src/generated/Query";
import type { SearchHit } from "../src/generated/SearchHit";
import type { SearchReading } from "../src/generated/SearchReading";
import { fold } from "../src/components/text";
import type { Answers } from "./sample";

type Asked = Extract<Query, { query: "search" }>;

/** The texts that were asked for, in order. */
export const searches: string[] = [];
/** Tests hold an answer back by its text, and let it go. */
export const heldBack = new Map<string, Promise<void>>();

const filters = /(?:^|\s)(kind|in|by|since|until|is):("[^"]*"?|(?:last|this) week|\S*)/giu;

function marked(text: string, words: readonly string[]): string {
  const at = words.map((word) => ({ from: fold(text).indexOf(word), word })).find((hit) => hit.from >= 0);
  // Folding keeps the length of the texts of the sample.
  if (!at || fold(text).length !== text.length) return text;
  const to = at.from + at.word.length;
  return `${text.slice(0, at.from)}\u0002${text.slice(at.from, to)}\u0003${text.slice(to)}`;
}

export function searched(asked: Asked, answers: Answers): SearchReading {
  searches.push(asked.text);
  const typed = new Map([...asked.text.matchAll(filters)].map((found) => [found[1]!.toLowerCase(), found[2]!.replaceAll('"', "")]));
  const words = fold(asked.text.replace(filters, " ")).split(/\s+/u).filter(Boolean);
  const has = (text: string): boolean => words.every((word) => fold(text).includes(word));
  const none: SearchHit = {
    kind: "", part: "", document: null, document_title: "", section: null, row: null, incident: null, incident_number: "", entry: null,
    template: "", title: "", marked: "", context: "", snippet: "", who: "", at: "", is_over: null,
  };
  const titled = (title: string): Partial<SearchHit> => ({ title, marked: marked(title, words) });
  const all: SearchHit[] = [
    ...answers.overview.incidents.filter((i) => has(`${i.number} ${i.title}`)).map((i) => ({ ...none, kind: "incident", ...titled(`${i.number} ${i.title}`), incident: i.id, incident_number: i.number, at: i.declared_at, is_over: !i.is_open })),
    ...answers.documents.filter((d) => has(d.title)).map((d) => ({ ...none, kind: "document", ...titled(d.title), document: d.id, document_title: d.title, incident_number: d.incident_number, snippet: d.kind, at: d.changed_at })),
    ...answers.log.filter((row) => has(row.text)).map((row) => ({ ...none, kind: "log", title: row.author, marked: row.author, snippet: marked(row.text, words), entry: row.id, incident: row.incident, incident_number: "INC-2041", who: row.author, at: row.event_at })),
    ...answers.directory.filter((e) => has(`${e.name} ${e.note}`)).map((e) => ({ ...none, kind: "directory", part: e.kind, ...titled(e.name), document: e.document, snippet: marked(e.note, words) })),
    ...answers.templates.filter((t) => has(t.title)).map((t) => ({ ...none, kind: "template", ...titled(t.title), template: t.name, context: t.language })),
  ];
  const kind = typed.get("kind") ?? asked.kind ?? "";
  const counts = [...new Set(all.map((hit) => hit.kind))].map((one) => ({ kind: one, count: all.filter((hit) => hit.kind === one).length }));
  const each = asked.each || asked.limit || 60;
  const hits = all.filter((hit) => (!kind || hit.kind === kind) && all.filter((other) => other.kind === hit.kind).indexOf(hit) < each).slice(0, asked.limit || 60);
  const remarks = asked.text.length > 200 ? ["Only the first 200 characters are looked for."] : [];
  const total = kind ? (counts.find((one) => one.kind === kind)?.count ?? 0) : all.length;
  return { hits: words.length || kind ? hits : [], total, counts, is_more: false, remarks, words: words.join(" "), within: typed.get("in") ?? "" };
}
