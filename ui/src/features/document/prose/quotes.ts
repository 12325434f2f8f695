/**
 * Words that open comments are about, marked where they stand. A comment keeps its words with single blanks between them, and
 * they may run over marks, lines and blocks of the text.
 */
import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Node as ProseNode } from "prosemirror-model";

/** A run of text as it stands. */
export interface Piece {
  text: string;
  /** Whether a block begins with it, between which and the one before a blank is read. */
  begins: boolean;
}

/** A part of a piece that is quoted. */
export interface Quoted {
  piece: number;
  from: number;
  to: number;
  quote: string;
}

/** Where quotations stand in pieces of a text; each only at its first place, as it was marked there. */
export function quotedIn(pieces: readonly Piece[], quotes: readonly string[]): Quoted[] {
  const wanted = [...new Set(quotes)].filter(Boolean);
  if (wanted.length === 0) return [];
  // The whole text with single blanks, and for each of its letters where it stands.
  let whole = "";
  const places: { piece: number; at: number }[] = [];
  const add = (letter: string, piece: number, at: number): void => {
    if (letter === " " && (whole === "" || whole.endsWith(" "))) return;
    whole += letter;
    for (let n = 0; n < letter.length; n += 1) places.push({ piece, at });
  };
  for (const [piece, { text, begins }] of pieces.entries()) {
    if (begins) add(" ", piece, 0);
    for (let at = 0; at < text.length; at += 1) add(/\s/.test(text.charAt(at)) ? " " : text.charAt(at), piece, at);
  }
  const found: Quoted[] = [];
  for (const quote of wanted) {
    const start = whole.indexOf(quote);
    if (start < 0) continue;
    for (const { piece, at } of places.slice(start, start + quote.length)) {
      const last = found.at(-1);
      if (last && last.quote === quote && last.piece === piece) last.to = Math.max(last.to, at + 1);
      else found.push({ piece, from: at, to: at + 1, quote });
    }
  }
  return found.filter(({ from, to, piece }) => pieces[piece]?.text.slice(from, to).trim());
}

const words = "Open comment on these words";

/** Marks quoted words of the text that is being written. */
export function quoteMarks(quotes: () => readonly string[]): Plugin {
  let last: { doc: ProseNode; quotes: readonly string[]; marks: DecorationSet | null } | null = null;
  return new Plugin({
    props: {
      decorations({ doc }) {
        const wanted = quotes();
        if (last?.doc === doc && last.quotes === wanted) return last.marks;
        const pieces: Piece[] = [];
        const at: number[] = [];
        let begins = false;
        if (wanted.length > 0) {
          doc.descendants((node, from) => {
            if (node.isBlock) begins = true;
            if (!node.isText) return;
            pieces.push({ text: node.text ?? "", begins });
            at.push(from);
            begins = false;
          });
        }
        const found = quotedIn(pieces, wanted).map(({ piece, from, to }) => Decoration.inline((at[piece] ?? 0) + from, (at[piece] ?? 0) + to, { class: "commented", title: words }));
        last = { doc, quotes: wanted, marks: found.length > 0 ? DecorationSet.create(doc, found) : null };
        return last.marks;
      },
    },
  });
}

const blocks = "p, li, h1, h2, h3, h4, h5, h6, td, th, blockquote, pre";

/** Marks quoted words of drawn text. */
export function markQuotes(place: HTMLElement, quotes: readonly string[]): void {
  const walker = place.ownerDocument.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  const pieces: Piece[] = [];
  let block: Element | null = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node.parentElement?.closest(blocks) ?? place;
    pieces.push({ text: (node as Text).data, begins: own !== block });
    texts.push(node as Text);
    block = own;
  }
  // From behind, so that the places before stay what they are.
  for (const { piece, from, to } of quotedIn(pieces, quotes).sort((a, b) => b.piece - a.piece || b.from - a.from)) {
    const text = texts[piece];
    if (!text || to > text.data.length) continue;
    const mark = place.ownerDocument.createElement("span");
    mark.className = "commented";
    mark.title = words;
    const part = text.splitText(from);
    part.splitText(to - from);
    part.replaceWith(mark);
    mark.append(part);
  }
}
