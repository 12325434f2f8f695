/** Marks of a hit as they come from the backend: what is found stands between U+0002 and U+0003. */

const [start, end] = ["\u0002", "\u0003"];

/** The pieces of a text, marked and not, in order. */
export function pieces(text: string): { text: string; marked: boolean }[] {
  const found: { text: string; marked: boolean }[] = [];
  for (const [at, part] of text.split(start).entries()) {
    const close = at === 0 ? -1 : part.indexOf(end);
    if (close >= 0) found.push({ text: part.slice(0, close), marked: true });
    found.push({ text: part.slice(close + 1), marked: false });
  }
  return found.filter((piece) => piece.text !== "");
}

/** The text without its marks. */
export const unmarked = (text: string): string => text.replaceAll(start, "").replaceAll(end, "");
