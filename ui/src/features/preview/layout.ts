/**
 * Where the pages of a preview stand, which of them are on screen, and how a place in them is kept when
 * sizes change. Pure: lengths are CSS pixels, those of paper are points.
 */

/** A page's size in points. */
export interface Sheet {
  width: number;
  height: number;
}

/** Fitted to the pane, or a fixed share of the size on paper. */
export type Zoom = "width" | "page" | number;

/** What is visible of the pane. */
export interface View {
  width: number;
  height: number;
}

/** A place that stays the same when pages grow: a page and the share of it that is above the top of the view. */
export interface Place {
  page: number;
  part: number;
}

/** Where a page stands: its top and size. */
export interface Spot {
  top: number;
  width: number;
  height: number;
  /** Pixels to a point. */
  scale: number;
}

/** Space above, between and below pages. */
export const gap = 16;
/** Pixels to a point at the size on paper. */
export const actualSize = 96 / 72;
/** Zoom steps, as shares of the size on paper. */
const steps = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4] as const;

/** Pixels to a point of one page. Fitted pages are fitted each by itself: a wide one would make all others small. */
export function scaleOf(sheet: Sheet, zoom: Zoom, view: View): number {
  if (typeof zoom === "number") return zoom * actualSize;
  const width = Math.max(view.width - 2 * gap, 40) / sheet.width;
  if (zoom === "width") return width;
  return Math.min(width, Math.max(view.height - 2 * gap, 40) / sheet.height);
}

/** Where every page stands. */
export function spotsOf(sheets: readonly Sheet[], zoom: Zoom, view: View): Spot[] {
  let top = gap;
  return sheets.map((sheet) => {
    const scale = scaleOf(sheet, zoom, view);
    const spot = { top, width: Math.round(sheet.width * scale), height: Math.round(sheet.height * scale), scale };
    top += spot.height + gap;
    return spot;
  });
}

/** Height of all pages together. */
export function heightOf(spots: readonly Spot[]): number {
  const last = spots.at(-1);
  return last ? last.top + last.height + gap : 0;
}

/** The page that reaches below this height. */
function pageBelow(spots: readonly Spot[], y: number): number {
  let [low, high] = [0, spots.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const spot = spots[middle] as Spot;
    if (spot.top + spot.height > y) high = middle;
    else low = middle + 1;
  }
  return Math.max(low, 0);
}

/** The first and the last page that are on screen, and one on each side, which is then there when it is scrolled to. */
export function visibleOf(spots: readonly Spot[], scrollTop: number, height: number): [number, number] {
  if (spots.length === 0) return [0, -1];
  const first = pageBelow(spots, scrollTop);
  let last = first;
  while (last + 1 < spots.length && (spots[last + 1] as Spot).top < scrollTop + height) last += 1;
  return [Math.max(first - 1, 0), Math.min(last + 1, spots.length - 1)];
}

/** The page that a person looks at: the one on which the line a third down the view lies. */
export function currentOf(spots: readonly Spot[], scrollTop: number, height: number): number {
  const last = heightOf(spots) - height;
  // At the very end the last page may never reach that line.
  if (scrollTop > 0 && scrollTop >= last - 1 && spots.length > 0) return pageBelow(spots, Math.max(scrollTop + height - 2 * gap, 0));
  return pageBelow(spots, scrollTop + height / 3);
}

/** The place at the top of the view. */
export function placeAt(spots: readonly Spot[], scrollTop: number): Place {
  const page = pageBelow(spots, scrollTop);
  const spot = spots[page];
  return spot ? { page, part: (scrollTop - spot.top) / spot.height } : { page: 0, part: 0 };
}

/** How far to scroll so that a place is at the top again. A page that is gone becomes the last one. */
export function scrollTo(spots: readonly Spot[], place: Place): number {
  const spot = spots[Math.min(place.page, spots.length - 1)];
  if (!spot) return 0;
  const part = place.page < spots.length ? place.part : 0;
  // Above a page is space, which does not grow with it.
  return Math.max(0, Math.round(part < 0 ? spot.top + Math.max(part * spot.height, -gap) : spot.top + part * spot.height));
}

/** How far to scroll so that a page begins at the top. */
export function topOf(spots: readonly Spot[], page: number): number {
  const spot = spots[Math.max(0, Math.min(page, spots.length - 1))];
  return spot ? spot.top - gap : 0;
}

/** The next step of zoom from a scale, up or down. */
export function nextZoom(scale: number, direction: 1 | -1): number {
  const now = scale / actualSize;
  // A hair apart, so that a step is never the one that is shown.
  if (direction > 0) return steps.find((step) => step > now * 1.02) ?? 4;
  return [...steps].reverse().find((step) => step < now * 0.98) ?? 0.25;
}

/** A scale in words: `87 %`. */
export function zoomWords(scale: number): string {
  return `${Math.round((scale / actualSize) * 100)} %`;
}

/** Most pixels of one picture of a page; WebKit gives none that are larger. */
const mostPixels = 16_000_000;

/** Pixels of the screen for a pixel of the page, as many as one picture may have. */
export function densityOf(spot: Spot, screen: number): number {
  const area = Math.max(spot.width * spot.height, 1);
  return Math.max(0.1, Math.min(screen, Math.sqrt(mostPixels / area)));
}
