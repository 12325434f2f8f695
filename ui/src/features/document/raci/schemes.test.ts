import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ownLetters, printOwn, schemes, type Letter } from "./scheme";

/** A letter as the domain has it. */
interface Known {
  letter: string;
  name: string;
  min: number;
  max: number | null;
  part: string;
  two_way: boolean;
}
const file = JSON.parse(readFileSync("../crates/domain/tests/letter_schemes.json", "utf8")) as { schemes: Record<string, Known[]>; own: { written: string; letters: Known[] }[] };
const known = ({ letter, name, min, max, part, twoWay }: Letter): Known => ({ letter, name, min, max, part: part ?? "", two_way: twoWay });

describe("the letters of the window", () => {
  it.each(Object.entries(file.schemes))("are those of the domain in %s", (name, letters) => {
    expect(schemes[name]?.map(known)).toEqual(letters);
  });
  it("know no scheme that the domain does not", () => {
    expect(Object.keys(schemes).sort()).toEqual(Object.keys(file.schemes).sort());
  });
  it.each(file.own)("that are a team's own are read as the domain reads them: $written", ({ written, letters }) => {
    expect(ownLetters(written).map(known)).toEqual(letters);
    expect(ownLetters(printOwn(ownLetters(written))).map(known), "and stay so when they are written again").toEqual(letters);
  });
});
