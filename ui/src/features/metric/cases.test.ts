import { describe, expect, it } from "vitest";
import { noneOf, percentWords } from "./cases";

describe("the words of metrics of cases", () => {
  it("say of what nothing was found", () => {
    expect(noneOf(true, true)).toBe("No case of that document was opened in that time.");
    expect(noneOf(false, true)).toBe("No case was opened in that time.");
    expect(noneOf(true, false)).not.toContain("time");
  });
  it("round a confidence to one decimal", () => {
    expect([percentWords(56.00000000000001), percentWords(72.25), percentWords(80)]).toEqual(["56 %", "72.3 %", "80 %"]);
  });
});
