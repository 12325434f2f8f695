import { describe, expect, it } from "vitest";
import { actualSize, currentOf, densityOf, gap, heightOf, nextZoom, placeAt, scaleOf, scrollTo, spotsOf, topOf, visibleOf, zoomWords, type Sheet } from "./layout";

const upright: Sheet = { width: 595, height: 842 };
const wide: Sheet = { width: 842, height: 595 };
const view = { width: 632, height: 700 };
const ten = Array.from({ length: 10 }, () => upright);

describe("the size of a page", () => {
  it.each([
    ["width", upright, 600 / 595],
    ["width", wide, 600 / 842],
    ["page", upright, 668 / 842],
    ["page", wide, 600 / 842],
    [1, upright, actualSize],
    [0.5, wide, actualSize / 2],
  ] as const)("at %s of %o is %d px to a point", (zoom, sheet, scale) => {
    expect(scaleOf(sheet, zoom, view)).toBeCloseTo(scale, 6);
  });
  it("stays above nothing in a pane that has no size yet", () => {
    expect(scaleOf(upright, "page", { width: 0, height: 0 })).toBeGreaterThan(0);
  });
  it("is never more than a picture may have, whatever the screen", () => {
    const [spot] = spotsOf([upright], 4, view);
    if (!spot) throw new Error("one page has one spot");
    const density = densityOf(spot, 2);
    expect(spot.width * density * spot.height * density).toBeLessThanOrEqual(16_000_001);
    expect(densityOf({ ...spot, width: 600, height: 800 }, 2)).toBe(2);
  });
});

describe("the pages on screen", () => {
  const spots = spotsOf(ten, "width", view);
  const step = (spots[1]?.top ?? 0) - (spots[0]?.top ?? 0);
  it("stand below one another with the same space", () => {
    expect(spots[0]?.top).toBe(gap);
    expect(heightOf(spots)).toBe(gap + 10 * step);
    expect(heightOf([])).toBe(0);
  });
  it.each([
    [0, [0, 1], 0],
    [step / 2, [0, 2], 0],
    [step, [0, 2], 1],
    [5 * step - gap, [3, 6], 5],
    // Where the pages before end exactly at the top.
    [5 * step, [4, 6], 5],
    [1e9, [8, 9], 9],
  ] as const)("scrolled by %d are %o with one on each side", (scrolled, visible, current) => {
    const most = heightOf(spots) - view.height;
    const [first, last] = visibleOf(spots, Math.min(scrolled, most), view.height);
    expect([first, last]).toEqual(scrolled === 0 ? [0, 1] : visible);
    expect(currentOf(spots, Math.min(scrolled, most), view.height)).toBe(current);
  });
  it("are none where there are none", () => {
    expect(visibleOf([], 0, 700)).toEqual([0, -1]);
    expect(currentOf([], 0, 700)).toBe(0);
  });
  it("end on the last page, however short it is", () => {
    const short = spotsOf([upright, { width: 595, height: 60 }], "width", view);
    expect(currentOf(short, heightOf(short) - view.height, view.height)).toBe(1);
  });
});

describe("a place", () => {
  it("stays when pages grow or their number changes", () => {
    const small = spotsOf(ten, 0.5, view);
    const scrolled = (small[4]?.top ?? 0) + (small[4]?.height ?? 0) / 4;
    const place = placeAt(small, scrolled);
    expect(place).toEqual({ page: 4, part: 0.25 });
    const large = spotsOf(ten, 2, view);
    expect(scrollTo(large, place)).toBe(Math.round((large[4]?.top ?? 0) + (large[4]?.height ?? 0) / 4));
    expect(scrollTo(small, placeAt(small, scrolled))).toBeCloseTo(scrolled, -1);
    const fewer = spotsOf(ten.slice(0, 2), 2, view);
    expect(scrollTo(fewer, place), "the page is gone: the last one").toBe(fewer[1]?.top);
    expect(scrollTo([], place)).toBe(0);
  });
  it("at the very top stays there", () => {
    const small = spotsOf(ten, 0.5, view);
    expect(scrollTo(spotsOf(ten, 4, view), placeAt(small, 0))).toBeLessThanOrEqual(gap);
  });
  it("of a page is a space above it, and never outside", () => {
    const spots = spotsOf(ten, 1, view);
    expect(topOf(spots, 0)).toBe(0);
    expect(topOf(spots, 3)).toBe((spots[3]?.top ?? 0) - gap);
    expect(topOf(spots, 99)).toBe(topOf(spots, 9));
    expect(topOf(spots, -1)).toBe(0);
  });
});

describe("zoom", () => {
  it.each([
    [1, 1, 1.1],
    [1, -1, 0.9],
    [0.87, 1, 0.9],
    [0.87, -1, 0.75],
    [4, 1, 4],
    [0.25, -1, 0.25],
  ] as const)("from %d in direction %d goes to %d", (from, direction, to) => {
    expect(nextZoom(from * actualSize, direction)).toBe(to);
  });
  it("is said in words", () => {
    expect(zoomWords(actualSize * 0.874)).toBe("87 %");
  });
});
