import { describe, expect, it } from "vitest";
import { blockOf, column } from "../fixtures";
import { moveAfter, rulesOf, testOf, withTest } from "./rules";

const block = blockOf(
  { n: column("Rule", "text", { key: "name" }), d: column("Default route", "yes-no", { key: "default" }), e: column("On", "yes-no", { key: "enabled" }) },
  [["Else", "yes", "yes"], ["First", null, null], ["Second", null, "no"], ["Third", null, "yes"]],
);

describe("the rules of a block", () => {
  it("are tried in order with the default route last, wherever its row stands", () => {
    expect(rulesOf(block).map((rule) => [rule.row.id, rule.number, rule.isOn])).toEqual([["r2", 1, true], ["r3", 2, false], ["r4", 3, true], ["r1", 0, true]]);
  });
  it("go after the right one when they move, and nowhere when they stay", () => {
    const rules = rulesOf(block);
    expect(moveAfter(rules, 0, 2)).toBe("r4");
    expect(moveAfter(rules, 2, 0)).toBeNull();
    expect(moveAfter(rules, 1, 2)).toBe("r4");
    expect(moveAfter(rules, 1, 0)).toBeNull();
    expect(moveAfter(rules, 2, 9)).toBeUndefined();
  });
});

describe("the builder", () => {
  it.each([
    ["confidence", "<", "80", "confidence < 80"],
    ["order number", "is empty", "", '"order number" is empty'],
    ["tier", "is", 'Gold "A"', 'tier is "Gold \\"A\\""'],
    ["text", "contains any of", "legal, cancel", 'text contains any of "legal", "cancel"'],
  ])("writes %s %s %s as the language does", (field, operator, value, expected) => {
    expect(testOf(field, operator, value)).toBe(expected);
  });
  it("keeps together what was there", () => {
    expect(withTest("", "a is b")).toBe("a is b");
    expect(withTest("x is y", "a is b")).toBe("x is y and a is b");
    expect(withTest("x is y or z is w", "a is b")).toBe("(x is y or z is w) and a is b");
    expect(withTest("(x is y) or (z is w)", "a is b"), "two pairs are not one around it all").toBe("((x is y) or (z is w)) and a is b");
    expect(withTest("(x is y or z is w)", "a is b")).toBe("(x is y or z is w) and a is b");
    expect(withTest('x is "this or (that"', "a is b"), "a word in a text joins nothing").toBe('x is "this or (that" and a is b');
    expect(withTest("for-or is y", "a is b"), "a name is no joint").toBe("for-or is y and a is b");
  });
});
