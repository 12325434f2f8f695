import { describe, expect, it } from "vitest";
import { pivot, rulesOf } from "./escalation";
import { blockOf, column, openDocument, section } from "./fixtures";
import { gridAction, spanOf, windowOf, type GridPress } from "./gridkeys";
import { share, withValue } from "./local";
import { members } from "./model";
import { cellPath, memberPath, partsOf, settingPath } from "./paths";
import { isBlockOfCells, parseTsv, printTsv } from "./tsv";
import { suggestions } from "./grid/suggest";
import { editText, wishFor, words, type Reading } from "./values";

const reading: Reading = {
  names: { p1: "Chen Wei" },
  directory: [
    { id: "p1", kind: "person", name: "Chen Wei", call: "Chen Wei", note: "", document: "p1", channels: [], zone: "" },
    { id: "p2", kind: "person", name: "Nguyễn Thị Mai", call: "Nguyễn Thị Mai", note: "", document: "p2", channels: [], zone: "" },
    { id: "t1", kind: "team", name: "Payments", call: "Payments", note: "", document: "t", channels: [], zone: "" },
  ],
  zone: "Europe/Berlin",
  now: Date.parse("2026-03-11T13:47:12Z"),
};

describe("paths", () => {
  it("escape what a name may hold, as the domain reads it", () => {
    expect(settingPath("s", "a/b%")).toBe("/sections/s/block/settings/a%2Fb%25");
    expect(partsOf(settingPath("s", "a/b%")).pop()).toBe("a/b%");
  });
});

describe("two of one name", () => {
  const directory = [
    ...reading.directory,
    { id: "p3", kind: "person", name: "Jan Nowak", call: "Jan Nowak (Payments lead)", note: "Payments lead", document: "p3", channels: [], zone: "" },
    { id: "p4", kind: "person", name: "Jan Nowak", call: "Jan Nowak (j.nowak)", note: "Agent", document: "p4", channels: [], zone: "" },
    { id: "a1", kind: "audience", name: "Payments", call: "Payments", note: "", document: "a", channels: [], zone: "" },
  ];
  const both: Reading = { ...reading, names: { ...reading.names, p3: "Jan Nowak", p4: "Jan Nowak" }, directory };
  const owner = { ...column("Owner", "reference"), options: { of: "person team audience" } };
  it("are offered, edited and read so that each is meant alone", () => {
    const offered = suggestions(owner, "Jan", both).map((s) => s.text);
    expect(offered).toEqual(["Jan Nowak (Payments lead)", "Jan Nowak (j.nowak)"]);
    for (const [id, text] of [["p3", offered[0]], ["p4", offered[1]], ["t1", "Payments (team)"], ["a1", "Payments (audience)"]] as const) {
      expect(wishFor(owner, text ?? "", both), text).toEqual({ kind: "set", value: id });
      expect(editText(owner, id, both), id).toBe(text);
    }
  });
  it("are not guessed by the name alone", () => {
    expect(wishFor(owner, "Jan Nowak", both)).toEqual({ kind: "set", value: "Jan Nowak" });
    expect(wishFor(owner, "Jan Nowak (nobody)", both)).toEqual({ kind: "set", value: "Jan Nowak (nobody)" });
    expect(wishFor(owner, "chen wei", both)).toEqual({ kind: "set", value: "p1" });
  });
});

describe("local changes", () => {
  const document = openDocument({ s: section("T", "table", blockOf({ c: column("C", "letters") }, [["A"], [null]])) }).content;
  const at = cellPath("s", "r1", "c");
  it("make a text a set before a member joins it", () => {
    expect(withValue(document, memberPath(at, "R"), "").sections["s"]?.block.rows?.["r1"]?.cells["c"]).toEqual({ A: "", R: "" });
  });
  it("leave no empty set behind", () => {
    expect(withValue(document, memberPath(at, "A"), null).sections["s"]?.block.rows?.["r1"]?.cells).toEqual({});
  });
  it("leave a document alone whose place has gone", () => {
    expect(withValue(document, cellPath("gone", "r1", "c"), "x")).toBe(document);
  });
  it("share what is equal", () => {
    expect(share(document, structuredClone(document))).toBe(document);
  });
});

describe("values in words", () => {
  const show = (type: string, value: string): string => words(column("", type), value, reading)[0]?.text ?? "";
  it("are exact and short", () => {
    const table: [string, string, string][] = [
      ["duration", "PT1H30M", "1 h 30 min"],
      ["instant", "2026-03-11T13:05:00Z", "14:05"],
      ["instant", "2026-03-12T13:05:00Z", "Thu 12 Mar 14:05"],
      ["date", "2026-03-11", "11 Mar 2026"],
      ["percent", "12.50", "12.50 %"],
      ["reference", "p1", "Chen Wei"],
    ];
    for (const [type, value, expected] of table) expect(show(type, value), `${type} ${value}`).toBe(expected);
  });
  it("show what does not fit as it was written, with a mark", () => {
    for (const [type, value] of [["duration", "soon"], ["instant", "tomorrow"], ["number", "a few"], ["reference", "Somebody"], ["date", "2026-13-45"]] as const) {
      expect(words(column("", type), value, reading)).toEqual([{ text: value, fits: false }]);
    }
  });
  it("give an id for a name that is known, whatever its accents, and else the name", () => {
    const people = column("Owner", "reference", { options: { of: "person" } });
    expect(wishFor(people, "nguyen thi mai", reading)).toEqual({ kind: "set", value: "p2" });
    expect(wishFor(people, "Payments", reading), "a team is no person: kept as written").toEqual({ kind: "set", value: "Payments" });
    const several = column("Call", "reference", { options: { of: "person team", many: "yes" } });
    expect(members((wishFor(several, "Payments, Chen Wei", reading) as { value: Record<string, string> }).value), "in the order written").toEqual(["t1", "p1"]);
  });
  it("send words where the type reads them", () => {
    expect(wishFor(column("", "duration"), "half an hour", reading)).toEqual({ kind: "words", words: "half an hour" });
    expect(wishFor(column("", "text"), "", reading)).toEqual({ kind: "set", value: null });
  });
  it("open a moment in the reader's zone, exactly", () => {
    expect(editText(column("", "instant"), "2026-03-11T13:05:00Z", reading)).toBe("2026-03-11 14:05");
  });
});

describe("cells on the clipboard", () => {
  it("come back as they went", () => {
    const rows = [["a", 'say "no"', "x\ty"], ["", "two\nlines", "김"]];
    expect(parseTsv(printTsv(rows))).toEqual(rows);
  });
  it("are read as a spreadsheet writes them", () => {
    expect(parseTsv("a\tb\r\nc\td\r\n")).toEqual([["a", "b"], ["c", "d"]]);
    expect(parseTsv('5" pipe\tb'), "a lone quote is a quote").toEqual([['5" pipe', "b"]]);
    expect(isBlockOfCells("one line\n")).toBe(false);
  });
});

describe("keys of a grid", () => {
  const press = (key: string, more: Partial<GridPress> = {}): GridPress => ({ key, code: "", shift: false, ctrl: false, alt: false, composing: false, ...more });
  it("mean what a spreadsheet means", () => {
    expect(gridAction(press("ArrowDown"), false, 10)).toEqual({ do: "move", rows: 1, columns: 0, extend: false });
    expect(gridAction(press("ArrowDown"), true, 10), "an open field keeps its arrows").toBeNull();
    expect(gridAction(press("F2"), false, 10)).toEqual({ do: "edit" });
    expect(gridAction(press("Escape"), true, 10)).toEqual({ do: "cancel" });
    expect(gridAction(press("Enter", { ctrl: true }), false, 10)).toEqual({ do: "row", what: "add-below" });
    expect(gridAction(press("Tab", { shift: true }), true, 10)).toEqual({ do: "next", step: -1 });
  });
  it("do nothing during composition", () => {
    for (const key of ["Enter", "Escape", "Tab", "ArrowDown", " "]) {
      expect(gridAction(press(key, { composing: true }), true, 10), `${key} belongs to the input method`).toBeNull();
    }
  });
  it("draws only the rows on screen", () => {
    expect(windowOf(1000, 28, 14_000, 700, 8)).toEqual({ from: 492, to: 533 });
    expect(windowOf(3, 28, 0, 700, 8)).toEqual({ from: 0, to: 3 });
    const heights = Array.from({ length: 100 }, (_, n) => (n % 10 === 0 ? 28 : 44));
    const all = heights.reduce((sum, own) => sum + own, 0);
    for (const top of [0, 100, 2000, all - 300, all]) {
      const span = spanOf(heights, top, 300, 100);
      const drawn = heights.slice(span.from, span.to).reduce((sum, own) => sum + own, 0);
      expect(span.before + drawn + span.after, "the scroll bar does not jump").toBe(all);
      expect(drawn, "no more than the screen and its spare").toBeLessThan(300 + 200 + 2 * 44 + 1);
    }
  });
});

describe("escalation", () => {
  const block = blockOf(
    {
      sev: column("Severity", "reference", { key: "severity" }), lvl: column("Level", "text", { key: "level" }), clk: column("Clock", "choice", { key: "clock" }),
      tgt: column("Call", "reference", { key: "target" }), bak: column("Backup", "reference", { key: "backup" }),
    },
    [
      ["SEV2", "L1", "functional", "On-call", "Desk"],
      ["SEV1", "L1", "functional", "On-call", null],
      ["SEV1", "CTO", "hierarchical", null, null],
      ["SEV1", "l1 ", "functional", "Somebody else", null],
    ],
  );
  it("pivots rows to severities by levels", () => {
    const matrix = pivot(block, ["SEV1", "SEV2"]);
    expect(matrix.severities, "in the order of the scheme").toEqual(["SEV1", "SEV2"]);
    expect(matrix.functional.map((l) => l.name)).toEqual(["L1"]);
    expect(matrix.hierarchical.map((l) => l.name)).toEqual(["CTO"]);
    expect(matrix.at("SEV1", { name: "L1", clock: "functional" })?.id).toBe("r2");
    expect(matrix.at("SEV2", { name: "CTO", clock: "hierarchical" }), "no level there").toBeUndefined();
    expect(matrix.doubled.map((r) => r.id), "a second row of one place is not hidden").toEqual(["r4"]);
  });
  it("says who has no backup and where nobody is called", () => {
    const rows = block.rows ?? {};
    expect(rulesOf(block, rows["r1"]!)).toEqual([]);
    expect(rulesOf(block, rows["r2"]!)).toEqual([{ tone: "risk", words: "no backup" }]);
    expect(rulesOf(block, rows["r3"]!)).toEqual([{ tone: "overdue", words: "nobody to call" }]);
  });
});
