/** Messages as they are read: paragraphs with what is bold in them. */

/** A piece of a text as it is read. */
export interface Emphasis {
  text: string;
  bold: boolean;
}

/**
 * The text without its marks, in pieces: `**bold**` and nothing else. The same rule as in the program that sends it
 * (`crates/domain/src/message/emphasis.rs`); both are held by `crates/domain/tests/emphasis_vectors.json`.
 */
export function emphasis(text: string): Emphasis[] {
  const list: Emphasis[] = [];
  let from = 0;
  for (let at = text.indexOf("**"); at >= 0; at = text.indexOf("**", at)) {
    const inner = /^\*\*([^*\s](?:[^*]*[^*\s])?)\*\*/.exec(text.slice(at))?.[1];
    if (inner === undefined || /\n\s*\n/.test(inner)) {
      at += 1;
      continue;
    }
    if (at > from) list.push({ text: text.slice(from, at), bold: false });
    list.push({ text: inner, bold: true });
    from = at += inner.length + 4;
  }
  if (from < text.length) list.push({ text: text.slice(from), bold: false });
  return list;
}

/** The text without its marks, as it is read where nothing can be bold. */
export const unmarked = (text: string): string =>
  emphasis(text)
    .map((piece) => piece.text)
    .join("");

/** The text with its emphasis, paragraph by paragraph, as an audience gets it. */
export function paragraphs(text: string): { text: string; bold: boolean; open: boolean }[][] {
  return text
    .split(/\n(?:[^\S\n]*\n)+/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) =>
      emphasis(part).flatMap(({ text, bold }) =>
        text
          .split(/(\{\{[^{}]*\}\})/)
          .filter(Boolean)
          .map((piece) => ({ text: piece, bold, open: /^\{\{[^{}]*\}\}$/.test(piece) })),
      ),
    );
}
