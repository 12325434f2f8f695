import { describe, expect, it } from "vitest";
import { count, fold, fuzzyScore, initials, possessive, score, search } from "./text";

describe("initials", () => {
  it.each([
    ["Katarzyna Wójcik", "KW"],
    ["Nguyễn Thị Mai", "NM"],
    ["김지우", "김"],
    ["陈伟", "陈"],
    ["Oncall", "O"],
    ["", "?"],
  ])("of %s are %s", (name, letters) => expect(initials(name)).toBe(letters));
});

describe("search", () => {
  const people = ["Katarzyna Wójcik", "Nguyễn Thị Mai", "Emre Yılmaz", "Mai Anh Đào"];
  it("finds a name typed without its accents", () => {
    expect(search("nguyen", people, (p) => p)).toEqual(["Nguyễn Thị Mai"]);
    expect(search("yilmaz", people, (p) => p)).toEqual(["Emre Yılmaz"]);
    expect(search("dao", people, (p) => p)).toEqual(["Mai Anh Đào"]);
  });
  it("puts a match at the beginning first", () => {
    expect(search("mai", people, (p) => p)).toEqual(["Mai Anh Đào", "Nguyễn Thị Mai"]);
  });
  it("keeps everything for an empty query, and nothing for a word that is not there", () => {
    expect(search(" ", people, (p) => p)).toEqual(people);
    expect(score("zebra", "Katarzyna")).toBeNull();
  });
  it("takes signs as signs", () => {
    expect(score("c++ (x", "Set c++ (x")).not.toBeNull();
  });
  it("folds case and accents", () => expect(fold("Łódź İSTANBUL")).toBe("lodz istanbul"));
});

it("counts in words", () => {
  expect(count(1, "error")).toBe("1 error");
  expect(count(0, "error")).toBe("0 errors");
});

it("writes whose update it is", () => {
  expect(possessive("Executives")).toBe("Executives’");
  expect(possessive("Support staff")).toBe("Support staff’s");
});

it("takes signs in a name for what they are", () => {
  const names = ["Kim Ji-woo", "C++ (build)", "a.b*c"];
  expect(search("Ji-woo", names, (n) => n), "a hyphen is no pattern").toEqual(["Kim Ji-woo"]);
  expect(search("(build)", names, (n) => n), "brackets are no pattern").toEqual(["C++ (build)"]);
  expect(search(".*", names, (n) => n), "a dot and a star match nothing but themselves").toEqual([]);
});

it("finds letters that follow one another, and what holds the word whole before that", () => {
  const names = ["Rollback runbook", "Board", "Read the bank log"];
  expect(search("rbk", names, (name) => name, fuzzyScore)).toEqual(["Rollback runbook", "Read the bank log"].filter((name) => fuzzyScore("rbk", name) !== null));
  expect(search("board", ["Big old and red door", "Board"], (name) => name, fuzzyScore)[0]).toBe("Board");
  expect(fuzzyScore("xq", "Rollback runbook")).toBeNull();
  expect(fuzzyScore("unbk", "Runbook"), "it begins where a word begins").toBeNull();
});
