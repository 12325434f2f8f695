import { describe, expect, it } from "vitest";
import { applySplice, merge, smallestSplice } from "./splice";

const letters = ["a", "b", "é", "김", "👍", "👎", "\n"];
function anyText(seed: number): string {
  let text = "";
  let state = seed;
  for (let i = 0; i < seed % 9; i += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += letters[state % letters.length] ?? "";
  }
  return text;
}

describe("splices", () => {
  it("turns any text into any other and never cuts a character in half", () => {
    for (let a = 0; a < 60; a += 1) {
      for (let b = 0; b < 60; b += 1) {
        const [old, next] = [anyText(a), anyText(b * 7)];
        const splice = smallestSplice(old, next);
        expect(splice ? applySplice(old, splice) : old).toBe(next);
        if (!splice) continue;
        const isWhole = (text: string): boolean => !/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(text);
        expect(isWhole(splice.insert) && isWhole(old.slice(splice.at, splice.at + splice.remove)), `${old} to ${next}`).toBe(true);
      }
    }
  });

  it("is the smallest", () => {
    expect(smallestSplice("one three", "one two three")).toEqual({ at: 5, remove: 0, insert: "wo t" });
    expect(smallestSplice("same", "same")).toBeNull();
    expect(smallestSplice("👍", "👎"), "both halves, though the first is the same").toEqual({ at: 0, remove: 2, insert: "👎" });
  });
});

describe("merging", () => {
  it("keeps changes that lie apart, on either side", () => {
    expect(merge("one two", "ONE two", "one two three")).toBe("ONE two three");
    expect(merge("one two", "one two three", "zero one two")).toBe("zero one two three");
  });

  it("loses no word where both wrote at one place", () => {
    expect(merge("ab", "a mine b", "a theirs b")).toContain("mine");
    expect(merge("ab", "a mine b", "a theirs b")).toContain("theirs");
    expect(merge("", "mine", "theirs")).toBe("theirsmine");
    expect(merge("one two three", "one 2 three", "one three")).toContain("2");
  });

  it("is one side where the other did not change", () => {
    expect(merge("a", "b", "a")).toBe("b");
    expect(merge("a", "a", "c")).toBe("c");
    expect(merge("a", "b", "b")).toBe("b");
  });
});
