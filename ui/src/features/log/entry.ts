/** Kinds of what is typed into the log box, and whom or what `@` and `#` offer there. What a line means says Rust. */
import type { LogName } from "../../generated/LogName";
import { search } from "../../components/text";

export type EntryKind = "event" | "action" | "communication" | "hypothesis" | "note" | "decision";

export const entryKinds: { value: EntryKind; label: string }[] = [
  { value: "event", label: "Event" },
  { value: "action", label: "Action" },
  { value: "communication", label: "Communication" },
  { value: "hypothesis", label: "Hypothesis" },
  { value: "decision", label: "Decision" },
  { value: "note", label: "Note" },
];

export const kindLabel = (kind: string): string => entryKinds.find((k) => k.value === kind)?.label ?? "Note";

/** What can be put where the caret is. */
export interface Offer {
  /** What stands in the line afterwards, with its sign. */
  text: string;
  label: string;
  detail: string;
}

export interface Offers {
  /** Where the sign stands. */
  from: number;
  list: Offer[];
}

const most = 8;

/** Offers for the word with `@` or `#` that ends at the caret; none where no such word is being typed. */
export function offersAt(line: string, caret: number, people: readonly { name: string; detail: string }[]): Offers | null {
  const before = line.slice(0, caret);
  // A name may have several words; a sign inside a word, as in an address of mail, is none.
  const found = /(?:^|[\s(,;:])([@#])([^@#]{0,40})$/u.exec(before);
  if (!found) return null;
  const typed = found[2] ?? "";
  const from = before.length - typed.length - 1;
  if (typed.startsWith(" ")) return null;
  const all: Offer[] = found[1] === "#" ? [{ text: "#action", label: "#action", detail: "Opens an action" }] : people.map((p) => ({ text: `@${p.name}`, label: p.name, detail: p.detail }));
  // What is written out is not offered again, nor is a name after which the sentence goes on.
  const isDone = all.some((o) => typed.toLowerCase().startsWith(o.text.slice(1).toLowerCase()));
  const list = isDone ? [] : search(typed, all, (o) => o.label).slice(0, most);
  return list.length ? { from, list } : null;
}

/** The line with an offer in it, and where the caret stands then. */
export function taken(line: string, caret: number, from: number, offer: Offer): { line: string; caret: number } {
  const rest = line.slice(caret).replace(/^\s+/, "");
  const begin = `${line.slice(0, from)}${offer.text} `;
  return { line: begin + rest, caret: begin.length };
}

/** A piece of the words of an entry: plain, or a name. */
export interface Piece {
  text: string;
  name: LogName | null;
}

/** The words with the names in them apart. */
export function pieces(text: string, names: readonly LogName[]): Piece[] {
  const list: Piece[] = [];
  let plain = "";
  const longestFirst = [...names].sort((a, b) => b.shown.length - a.shown.length);
  for (let at = 0; at < text.length; ) {
    const name = longestFirst.find((n) => n.shown && text.startsWith(n.shown, at));
    if (name) {
      if (plain) list.push({ text: plain, name: null });
      plain = "";
      list.push({ text: name.shown, name });
      at += name.shown.length;
    } else {
      plain += text[at] ?? "";
      at += 1;
    }
  }
  if (plain) list.push({ text: plain, name: null });
  return list;
}
