/** Words and letters: initials, folding for search, matching, counting. */

/** Up to two initials of a name; a name in Chinese or Korean characters gives its first character. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0];
  if (!first) return "?";
  const letters = [first, ...(words.length > 1 ? words.slice(-1) : [])].map((word) => [...word][0] ?? "");
  if (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(letters[0] ?? "")) return letters[0] ?? "?";
  return letters.join("").toUpperCase();
}

/** Text without case and accents, so that "nguyen" finds "Nguyễn" and "lodz" finds "Łódź". */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll("đ", "d")
    .replaceAll("ł", "l")
    .replaceAll("ı", "i")
    .replaceAll("ø", "o");
}

/**
 * How well `query` matches `text`: null for not at all, else a number, higher is better. Every word
 * of the query must occur; the start of the text, then the start of a word, counts more.
 */
export function score(query: string, text: string): number | null {
  const hay = fold(text);
  let sum = 0;
  for (const word of fold(query).split(/\s+/).filter(Boolean)) {
    const at = hay.indexOf(word);
    if (at < 0) return null;
    sum += at === 0 ? 3 : beginsAWord(word, hay) ? 2 : 1;
  }
  return sum;
}

/**
 * As `score`, and a word also fits whose letters follow one another with others between, the first at the beginning of a
 * word: "rbk" finds "Runbook". What holds the word whole is always better.
 */
export function fuzzyScore(query: string, text: string): number | null {
  const whole = score(query, text);
  if (whole !== null) return whole + 10;
  const hay = fold(text);
  let sum = 0;
  for (const word of fold(query).split(/\s+/).filter(Boolean)) {
    if (hay.includes(word)) sum += 1;
    else if (word.length > 1 && isScattered(word, hay)) sum += 0.5;
    else return null;
  }
  return sum;
}

/** Whether the letters of `word` stand in `hay` in their order, beginning where a word begins. */
function isScattered(word: string, hay: string): boolean {
  const letters = [...word];
  const first = letters[0] ?? "";
  for (let from = hay.indexOf(first); from >= 0; from = hay.indexOf(first, from + 1)) {
    if (from > 0 && /[\p{L}\p{N}]$/u.test(hay.slice(0, from))) continue;
    let at = from;
    if (letters.slice(1).every((letter) => (at = hay.indexOf(letter, at + 1)) >= 0)) return true;
  }
  return false;
}

/** Whether `word` stands anywhere in `hay` where no letter or digit goes before it. */
function beginsAWord(word: string, hay: string): boolean {
  for (let at = hay.indexOf(word); at >= 0; at = hay.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]$/u.test(hay.slice(0, at))) return true;
  }
  return false;
}

/** The items that match, best first; equal scores keep their order. An empty query keeps all. */
export function search<T>(query: string, items: readonly T[], text: (item: T) => string, by: typeof score = score): T[] {
  if (!query.trim()) return [...items];
  return items
    .map((item, at) => ({ item, at, score: by(query, text(item)) }))
    .filter((hit): hit is { item: T; at: number; score: number } => hit.score !== null)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .map((hit) => hit.item);
}

const digits = new Intl.NumberFormat("en");

/** "1 error", "3 errors", "20,004 errors". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${digits.format(n)} ${n === 1 ? one : many}`;
}

/** "Executives’ update", "Legal’s update". */
export function possessive(name: string): string {
  return /s$/i.test(name) ? `${name}’` : `${name}’s`;
}

/** "Identified" for `identified`. */
export function sentence(word: string): string {
  const text = word.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
