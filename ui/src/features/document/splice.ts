/** Differences of texts as splices, and how two people's changes of one text come together. */

/** Replaces `remove` UTF-16 units at `at` by `insert`. */
export interface Splice {
  at: number;
  remove: number;
  insert: string;
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** The smallest splice that turns `old` into `next`; null when they are equal. Never cuts a character in half. */
export function smallestSplice(old: string, next: string): Splice | null {
  if (old === next) return null;
  const shortest = Math.min(old.length, next.length);
  let prefix = 0;
  while (prefix < shortest && old.charCodeAt(prefix) === next.charCodeAt(prefix)) prefix += 1;
  if (prefix > 0 && (isLow(old.charCodeAt(prefix)) || isLow(next.charCodeAt(prefix)))) prefix -= 1;
  let suffix = 0;
  while (
    suffix < shortest - prefix &&
    old.charCodeAt(old.length - 1 - suffix) === next.charCodeAt(next.length - 1 - suffix)
  )
    suffix += 1;
  if (suffix > 0 && isLow(old.charCodeAt(old.length - suffix))) suffix -= 1;
  return { at: prefix, remove: old.length - prefix - suffix, insert: next.slice(prefix, next.length - suffix) };
}

export function applySplice(text: string, splice: Splice): string {
  return text.slice(0, splice.at) + splice.insert + text.slice(splice.at + splice.remove);
}

/**
 * What is written here and what came from elsewhere, both made from `ancestor`, as one text. Changes
 * apart from each other both apply; where they overlap, what was typed here stays and what was
 * inserted there follows it, so that neither side's words are lost.
 */
export function merge(ancestor: string, mine: string, theirs: string): string {
  const here = smallestSplice(ancestor, mine);
  const there = smallestSplice(ancestor, theirs);
  if (!here) return theirs;
  if (!there || mine === theirs) return mine;
  if (there.at + there.remove <= here.at) {
    return applySplice(theirs, { ...here, at: here.at + there.insert.length - there.remove });
  }
  if (here.at + here.remove <= there.at) return applySplice(theirs, here);
  const start = Math.min(here.at, there.at);
  const end = Math.max(here.at + here.remove, there.at + there.remove);
  const region = ancestor.slice(start, here.at) + here.insert + ancestor.slice(here.at + here.remove, end);
  const added = region.includes(there.insert) ? "" : there.insert;
  return ancestor.slice(0, start) + region + added + ancestor.slice(end);
}
