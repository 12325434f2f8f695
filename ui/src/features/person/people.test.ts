import { describe, expect, it } from "vitest";
import type { EntryCard } from "../../generated/EntryCard";
import type { PersonRow } from "../../generated/PersonRow";
import { choices, isNarrowed, merged, noFilter, partsOf, shown, timeThere } from "./people";

function person(name: string, more: Partial<PersonRow> = {}): PersonRow {
  return {
    id: name, name, native_name: "", employer: "", titles: [], ways: [], zone: "", presence: "unknown", until: "", languages: [], skills: [], teams: [], roles: [],
    services: [], backup: null, last_confirmed: "", sensitive: false, away: false, gaps: [], ...more,
  };
}

const people = [
  person("Kim Ji-woo", { native_name: "김지우", teams: ["Payments"], zone: "Asia/Seoul", presence: "there", ways: [{ kind: "phone", address: "+82 2 555", depends_on: [] }] }),
  person("Emre Yılmaz", { teams: ["Platform", "Payments"], skills: ["Database"], presence: "away", gaps: [{ kind: "no-backup", words: "Nobody stands in for them" }] }),
  person("Jan Nowak", { away: true }),
];

describe("the people that are shown", () => {
  const names = (filter: Partial<typeof noFilter>): string[] => shown(people, { ...noFilter, ...filter }).map((p) => p.name);

  it("are found by name in any script, by number, and by what they are", () => {
    expect(names({})).toEqual(["Kim Ji-woo", "Emre Yılmaz"]);
    expect(names({ text: "김지우" })).toEqual(["Kim Ji-woo"]);
    expect(names({ text: "+82" })).toEqual(["Kim Ji-woo"]);
    expect(names({ parts: { teams: "Payments", presence: "away" } })).toEqual(["Emre Yılmaz"]);
    expect(names({ parts: { gaps: "no-backup" } })).toEqual(["Emre Yılmaz"]);
    expect(names({ away: true })).toContain("Jan Nowak");
    expect(isNarrowed(noFilter)).toBe(false);
    expect(partsOf(people, "teams").map((part) => [part.label, part.count])).toEqual([["Payments", 2], ["Platform", 1]]);
    expect(partsOf(people, "presence").map((part) => part.label)).toContain("Not at work");
  });

  it("have their own time, and a zone nobody knows stays as written", () => {
    const now = Date.parse("2026-03-11T13:47:00Z");
    expect(timeThere("Asia/Seoul", now)).toMatch(/^22:47/);
    expect(timeThere("Middle Earth", now)).toBe("Middle Earth");
    expect(timeThere("", now)).toBe("");
  });
});

it("of two entries of one person each field is taken from a side, or from both", () => {
  const field = (key: string, many: boolean, values: string[]) => ({ key, label: key, column_type: "text", many, of: [], choices: [], hint: "", values: values.map((name) => ({ id: name, name })) });
  const card = (fields: EntryCard["fields"]): EntryCard => ({ id: "x", kind: "person", name: "x", document: "x", person: null, fields, merged: [], can_undo: false });
  const keep = card([field("name", false, ["Kim"]), field("phones", true, ["1", "2"]), field("zone", false, []), field("note", false, ["same"])]);
  const other = card([field("name", false, ["J. Kim"]), field("phones", true, ["2", "3"]), field("zone", false, ["Asia/Seoul"]), field("note", false, ["same"])]);
  const list = choices(keep, other);
  expect(list.map((c) => c.key)).toEqual(["name", "phones", "zone"]);
  expect(merged(list, {})).toEqual({ name: ["Kim"], phones: ["1", "2", "3"], zone: ["Asia/Seoul"] });
  expect(merged(list, { name: "other", phones: "keep" })).toEqual({ name: ["J. Kim"], phones: ["1", "2"], zone: ["Asia/Seoul"] });
});
