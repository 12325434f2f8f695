/** Which lines of a long list are drawn, and how much room those before and after them take. */
export interface Drawn {
  from: number;
  to: number;
  /** Room in px. */
  before: number;
  after: number;
}

/** Above this many lines only those on screen are drawn. */
export const drawAll = 60;

/** The lines that touch the view from `top` on, with some more on either side. */
export function drawnLines(heights: readonly number[], top: number, height: number, over: number): Drawn {
  let at = 0;
  let before = 0;
  while (at < heights.length - 1 && before + (heights[at] ?? 0) < top - over) before += heights[at++] ?? 0;
  const from = at;
  let end = before;
  while (at < heights.length && end < top + height + over) end += heights[at++] ?? 0;
  let after = 0;
  for (let rest = at; rest < heights.length; rest += 1) after += heights[rest] ?? 0;
  return { from, to: at, before, after };
}

/** What is scrolled when a list is longer than the screen: the nearest part around it that scrolls. */
export function scrollerOf(element: HTMLElement): HTMLElement {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.documentElement;
}
