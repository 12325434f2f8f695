/** Places in a text that is still being typed: where findings stand, and where they have gone since. */
import type { MessageFindingRow } from "../../generated/MessageFindingRow";

export interface Span {
  start: number;
  end: number;
}

/**
 * Where a place of `before` stands in `after`: a single edit is assumed between what both begin and end with. What the
 * edit touched has no place any more.
 */
export function moved({ start, end }: Span, before: string, after: string): Span | null {
  if (before === after) return { start, end };
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const shift = after.length - before.length;
  if (end <= head) return { start, end };
  if (start >= before.length - tail) return { start: start + shift, end: end + shift };
  return null;
}

/** A piece of a text: plain, or marked by the heaviest finding that covers it. */
export interface Piece {
  text: string;
  /** Number of the finding in its list. */
  finding: number | null;
}

/** The text in pieces; of findings that overlap the first of the list wins, and lists begin with errors. */
export function pieces(text: string, spans: readonly (Span | null)[]): Piece[] {
  const taken: { span: Span; finding: number }[] = [];
  spans.forEach((span, finding) => {
    if (!span || span.start >= span.end || span.end > text.length) return;
    if (!taken.some((other) => other.span.start < span.end && span.start < other.span.end)) taken.push({ span, finding });
  });
  taken.sort((a, b) => a.span.start - b.span.start);
  const list: Piece[] = [];
  let at = 0;
  for (const { span, finding } of taken) {
    if (span.start > at) list.push({ text: text.slice(at, span.start), finding: null });
    list.push({ text: text.slice(span.start, span.end), finding });
    at = span.end;
  }
  if (at < text.length) list.push({ text: text.slice(at), finding: null });
  return list;
}

/** The finding to go to from a place in the text: the next one (or the one before), round the end; null for none. */
export function beside(spans: readonly (Span | null)[], caret: number, back: boolean): number | null {
  const placed = spans.flatMap((span, at) => (span && span.end > span.start ? [{ span, at }] : []));
  placed.sort((a, b) => a.span.start - b.span.start);
  const found = back ? placed.findLast(({ span }) => span.start < caret) ?? placed.at(-1) : placed.find(({ span }) => span.start > caret) ?? placed[0];
  return found?.at ?? null;
}

/** What a screen reader hears when the findings change. */
export function spoken(findings: readonly Pick<MessageFindingRow, "level" | "title">[]): string {
  if (!findings.length) return "No findings.";
  const of = (level: string): number => findings.filter((f) => f.level === level).length;
  const parts = [
    [of("error"), "error"],
    [of("warning"), "warning"],
    [of("info"), "note"],
  ] as const;
  const words = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}${n === 1 ? "" : "s"}`);
  return `${words.join(", ")}. ${findings[0]?.title ?? ""}.`;
}

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

/** Whether a person has a part of a text selected in this field. */
export function isSelecting(field: Element | null): boolean {
  return field instanceof HTMLTextAreaElement && field.selectionStart !== field.selectionEnd;
}

/** Where a caret or selection goes when the text around it becomes another: it stays with its words, else at its distance from the start. */
export function kept(place: Span, before: string, after: string): Span {
  const found = moved(place, before, after);
  const end = Math.min(place.end, after.length);
  return found ?? { start: Math.min(place.start, end), end };
}
