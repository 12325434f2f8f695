import { describe, expect, it } from "vitest";
import { blockOf } from "../fixtures";
import { editsOf, rulesIn, rulesInWords, wrongIn } from "./rules";

describe("the rules by which the clocks of a matrix run", () => {
  it("are those of the block, else the usual ones, and are said in a sentence", () => {
    expect(rulesInWords(rulesIn(blockOf({}, [])))).toBe("Runs from the declaration; next level where nobody is there; at risk at 80 %");
    const own = blockOf({}, [], { clock_start: "detected", repeat: "2", nobody_available: "hold", at_risk_percent: "66" });
    expect(rulesInWords(rulesIn(own))).toBe("Runs from the detection, the chain again 2 times; holds where nobody is there; at risk at 66 %");
  });

  it("are written only where they changed, and refused at their place where they cannot be", () => {
    const block = blockOf({}, [], { repeat: "1" });
    const rules = rulesIn(block);
    expect(editsOf("s", block, rules)).toEqual([]);
    expect(editsOf("s", block, { ...rules, repeat: " 3 " }).map((e) => (e.edit === "set" ? e.value : e))).toEqual(["3"]);
    expect(wrongIn({ ...rules, repeat: "10", at_risk_percent: "0" })).toEqual({ repeat: "Write how often, from 0 to 9.", at_risk_percent: "Write a share of the time, from 1 to 99." });
    expect(wrongIn({ ...rules, repeat: "0", at_risk_percent: "99" })).toEqual({ repeat: null, at_risk_percent: null });
  });
});
