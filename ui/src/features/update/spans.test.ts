import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { emphasis, paragraphs, unmarked } from "../../components/emphasis";
import { beside, isSelecting, kept, moved, pieces, spoken } from "./spans";

describe("a caret in a text that becomes another", () => {
  it.each([
    ["stays at its words", { start: 6, end: 6 }, "We now fix it.", "We now fix it soon.", { start: 6, end: 6 }],
    ["stays at the beginning of a field that was empty", { start: 0, end: 0 }, "", "As of 14:47 CET.", { start: 0, end: 0 }],
    ["stays inside a text that became shorter", { start: 2, end: 9 }, "We fix it.", "Why", { start: 2, end: 3 }],
  ])("%s", (_, place, before, after, expected) => {
    expect(kept(place, before, after)).toEqual(expected);
  });
  it("knows a selection from a caret", () => {
    const field = Object.assign(document.createElement("textarea"), { value: "We fix it." });
    expect([isSelecting(null), isSelecting(document.body), isSelecting(field)]).toEqual([false, false, false]);
    field.setSelectionRange(0, 2);
    expect(isSelecting(field)).toBe(true);
  });
});

describe("a place in a text that is typed on", () => {
  const before = "We fix db01 now.";
  const place = { start: 7, end: 11 };
  it.each([
    ["stays before an edit behind it", "We fix db01 now. Soon.", { start: 7, end: 11 }],
    ["moves with an edit before it", "Today we fix db01 now.".replace("Today we", "Today. We"), { start: 14, end: 18 }],
    ["moves back where something was taken away", "fix db01 now.", { start: 4, end: 8 }],
    ["is gone where the edit touched it", "We fix db02 now.", null],
    ["is gone with the text", "", null],
    ["stays in the same text", before, place],
  ])("%s", (_, after, expected) => {
    expect(moved(place, before, after)).toEqual(expected);
  });
  it("does not mistake a repeated letter", () => {
    expect(moved({ start: 3, end: 4 }, "aaab", "aab")).toEqual({ start: 2, end: 3 });
  });
});

describe("marks in a text", () => {
  it("cover it without a gap, and of two over each other the first of the list shows", () => {
    const text = "one two three";
    const spans = [{ start: 4, end: 7 }, null, { start: 6, end: 13 }, { start: 0, end: 3 }, { start: 5, end: 99 }, { start: 2, end: 2 }];
    const found = pieces(text, spans);
    expect(found).toEqual([
      { text: "one", finding: 3 },
      { text: " ", finding: null },
      { text: "two", finding: 0 },
      { text: " three", finding: null },
    ]);
    expect(found.map((p) => p.text).join("")).toBe(text);
  });
  it("are gone through in both directions and round the end", () => {
    const spans = [{ start: 20, end: 25 }, null, { start: 5, end: 8 }];
    expect([beside(spans, 0, false), beside(spans, 5, false), beside(spans, 21, false)]).toEqual([2, 0, 2]);
    expect([beside(spans, 20, true), beside(spans, 3, true)]).toEqual([2, 0]);
    expect(beside([null], 0, false)).toBeNull();
  });
});

it("says briefly how many findings there are", () => {
  expect(spoken([])).toBe("No findings.");
  const list = [{ level: "error", title: "No time" }, { level: "warning", title: "Jargon" }, { level: "warning", title: "x" }];
  expect(spoken(list)).toBe("1 error, 2 warnings. No time.");
});

it("shows a text as it is got: paragraphs, emphasis, what is still open", () => {
  expect(paragraphs("As of **14:47**.\n\n\n**{{impact}}** 2 * 3\n")).toEqual([
    [{ text: "As of ", bold: false, open: false }, { text: "14:47", bold: true, open: false }, { text: ".", bold: false, open: false }],
    [{ text: "{{impact}}", bold: true, open: true }, { text: " 2 * 3", bold: false, open: false }],
  ]);
});

it("previews the emphasis that is sent, by the same file as the program that sends it", () => {
  const vectors = JSON.parse(readFileSync("../crates/domain/tests/emphasis_vectors.json", "utf8")) as [string, [string, boolean][]][];
  expect(vectors.length).toBeGreaterThan(10);
  for (const [text, expected] of vectors) {
    expect(emphasis(text).map((piece) => [piece.text, piece.bold]), text).toEqual(expected);
  }
  expect(unmarked("We write again by **15:07 CET**.")).toBe("We write again by 15:07 CET.");
});
