import { describe, expect, it } from "vitest";
import { offersAt, pieces, taken } from "./entry";

const people = [
  { name: "Kim Ji-woo", detail: "Person" },
  { name: "Nguyễn Thị Mai", detail: "Person" },
  { name: "Scribe", detail: "Role" },
];
const labels = (line: string, caret = line.length): string[] | null => offersAt(line, caret, people)?.list.map((o) => o.label) ?? null;

describe("what is offered in the log box", () => {
  it("is everybody after a sign, and fewer with each letter", () => {
    expect(labels("Asked @")).toEqual(["Kim Ji-woo", "Nguyễn Thị Mai", "Scribe"]);
    expect(labels("Asked @mai")).toEqual(["Nguyễn Thị Mai"]);
    expect(labels("(@kim ji")).toEqual(["Kim Ji-woo"]);
    expect(labels("#")).toEqual(["#action"]);
  });
  it.each(["Asked", "mail@", "a@kim", "Asked @ kim", "@Kim Ji-woo", "@kim ji-woo and", "@nobody at all", "#action", "node #4"])("is nothing in “%s”", (line) => expect(labels(line)).toBeNull());
  it("is what stands before the caret", () => expect(labels("@mai restarts", 4)).toEqual(["Nguyễn Thị Mai"]));
  it("takes the place of what was typed", () => {
    const offers = offersAt("Asked @mai  to look", 10, people);
    const offer = offers?.list[0];
    if (!offers || !offer) throw new Error("an offer");
    expect(taken("Asked @mai  to look", 10, offers.from, offer)).toEqual({ line: "Asked @Nguyễn Thị Mai to look", caret: 22 });
  });
});

describe("the words of an entry", () => {
  it("have their names apart, the longer of two first", () => {
    const kim = { shown: "@Kim", id: null };
    const whole = { shown: "@Kim Ji-woo", id: "p1" };
    expect(pieces("Asked @Kim Ji-woo and @Kim", [kim, whole])).toEqual([
      { text: "Asked ", name: null },
      { text: "@Kim Ji-woo", name: whole },
      { text: " and ", name: null },
      { text: "@Kim", name: kim },
    ]);
    expect(pieces("", [kim])).toEqual([]);
  });
});
