import { describe, expect, it } from "vitest";
import { blockOf, column } from "../fixtures";
import { copied, htmlOf } from "../grid/clipboard";
import { drawn, lineHeight, linesOf } from "../grid/lines";
import { gridAction } from "../gridkeys";
import { liveColumns, liveRows } from "../model";
import { wishFor, type Reading } from "../values";
import { lanesOf, moveCard } from "./board";
import { harmless, meant, parseCsv } from "./csv";
import { filesWords, planImport, planPaste } from "./paste";

const reading: Reading = { names: {}, directory: [], zone: "Europe/Berlin", now: Date.parse("2026-03-11T13:47:12Z") };
const choices = { o: { pos: "0", name: "Open", colour: "risk" }, d: { pos: "1", name: "Done", colour: "ok" }, gone: { pos: "2", name: "Old", deleted_at: "2026-03-01T00:00:00Z" } };
const block = blockOf({ t: column("Task", "text"), s: column("State", "choice", { choices }), n: column("Takes", "duration") }, [["One", "o", null], ["Two", null, null], ["Three", "d", null], ["Four", "gone", null]]);
const sheet = { section: "x", rows: liveRows(block), columns: liveColumns(block) };

describe("a paste", () => {
  it("fills what is there and adds the rows that are missing, in one list of edits", () => {
    const { edits, lost, added } = planPaste(sheet, [["Done", "5 min"], ["Open", ""]], 3, 1, { t: "same group" });
    expect([lost, added]).toEqual([0, 1]);
    expect(edits).toEqual([
      { edit: "fill", path: "/sections/x/block/rows/r4/cells/s", words: "Done" },
      { edit: "fill", path: "/sections/x/block/rows/r4/cells/n", words: "5 min" },
      { edit: "add_rows", section: "x", after: "r4", rows: [{ t: "same group", s: "Open" }] },
    ]);
  });
  it("leaves attached files where they are, and names their columns", () => {
    const held = blockOf({ t: column("Task", "text"), f: column("Evidence", "attachment"), p: column("Consent", "personal-data") }, [["One", "0199c0de-0000-7000-8000-000000000001", null]]);
    const files = { section: "x", rows: liveRows(held), columns: liveColumns(held) };
    const plan = planPaste(files, [["Uno", "words", ""], ["Dos", "", "more"]], 0, 0);
    expect(plan.edits).toEqual([
      { edit: "fill", path: "/sections/x/block/rows/r1/cells/t", words: "Uno" },
      { edit: "add_rows", section: "x", after: "r1", rows: [{ t: "Dos" }] },
    ]);
    expect(plan.files).toEqual(["Evidence", "Consent"]);
    const imported = planImport(files, [["Task", "Evidence", "Consent"], ["Tres", "photo.png", ""]]);
    expect(imported).toEqual({ rows: [{ t: "Tres" }], unknown: [], files: ["Evidence"] });
    expect(filesWords(plan.files)).toBe("Evidence, Consent hold files, not words: what was meant for them was left out, and attached files stay.");
  });
  it("says how many columns would be lost, and not those that hold nothing", () => {
    expect(planPaste(sheet, [["a", "b", "c", ""]], 0, 2).lost, "b and c").toBe(2);
    expect(planPaste(sheet, [["a", "", " "]], 0, 2).lost).toBe(0);
  });
});

describe("CSV", () => {
  it("is read as spreadsheets write it", () => {
    expect(parseCsv('\ufeffa;b\r\n"x;1";"say ""no"""\r\n')).toEqual([["a", "b"], ["x;1", 'say "no"']]);
    expect(parseCsv("a,b\n1,\n,2"), "cells that are empty at either end").toEqual([["a", "b"], ["1", ""], ["", "2"]]);
    expect(parseCsv('a,"two\nlines"')).toEqual([["a", "two\nlines"]]);
    expect(parseCsv("")).toEqual([]);
  });
  it("with broken quotes loses no row", () => {
    expect(parseCsv('a,b\n"never closed,1\nnext,2'), "a quote without its other half is a sign").toEqual([["a", "b"], ['"never closed', "1"], ["next", "2"]]);
    expect(parseCsv('a,b\n5" pipe,2\n"in" word,3')).toEqual([["a", "b"], ['5" pipe', "2"], ['"in" word', "3"]]);
  });
  it("never runs in a spreadsheet and comes back as it was", () => {
    for (const cell of ["=1+1", "@cmd", "+SUM(A1)", "-x", "'=1", "\tx"]) {
      expect(harmless(cell)).toBe(`'${cell}`);
      expect(meant(harmless(cell))).toBe(cell);
    }
    for (const cell of ["-5", "+4.2", "it's", "'quoted'"]) expect(meant(harmless(cell)), cell).toBe(cell);
    expect(harmless("-5"), "a number is no formula").toBe("-5");
  });
  it("finds its columns by their names, and names those that are lost", () => {
    const plan = planImport(sheet, [["state", "Cost", "TASK"], ["Open", "12", "Call"], ["", "", ""], ["Done", "", "Ask"]]);
    expect(plan.unknown).toEqual(["Cost"]);
    expect(plan.rows, "an empty line is none").toEqual([{ s: "Open", t: "Call" }, { s: "Done", t: "Ask" }]);
  });
});

describe("what is copied", () => {
  it("is exact enough to come back the same", () => {
    const round = (type: string, value: string): unknown => wishFor(column("", type), copied(column("", type), value, reading), reading);
    expect(copied(column("", "instant"), "2026-03-12T13:05:00Z", reading), "with its day").toBe("2026-03-12 14:05");
    expect(round("date", "2026-03-12")).toEqual({ kind: "words", words: "2026-03-12" });
    expect(copied(column("", "text"), "=HYPERLINK()", reading)).toBe("'=HYPERLINK()");
  });
  it("is a table for what takes one, and no markup of its own", () => {
    expect(htmlOf([["a<b>", "x\ny"]])).toBe("<table><tr><td>a&lt;b&gt;</td><td>x<br>y</td></tr></table>");
  });
});

describe("a board", () => {
  const by = sheet.columns[1]!;
  const lanes = lanesOf(by, sheet.rows);
  it("has a lane for each choice, for none, and for what is no choice any more", () => {
    expect(lanes.map((l) => [l.label, l.rows.map((r) => r.id), l.isOpen])).toEqual([["No State", ["r2"], true], ["Open", ["r1"], true], ["Done", ["r3"], true], ["Old", ["r4"], false]]);
    expect(lanesOf(by, sheet.rows.slice(0, 1)).map((l) => l.label), "where all have a value, none comes last").toEqual(["Open", "Done", "No State"]);
  });
  it("moves a card by its value, and to a place among the others", () => {
    const [one, , three] = sheet.rows;
    expect(moveCard("x", "s", one!, lanes[2]!), "only the value").toEqual([{ edit: "set", path: "/sections/x/block/rows/r1/cells/s", value: "d" }]);
    expect(moveCard("x", "s", one!, lanes[0]!)).toEqual([{ edit: "set", path: "/sections/x/block/rows/r1/cells/s", value: null }]);
    expect(moveCard("x", "s", one!, lanes[2]!, three)).toHaveLength(2);
    expect(moveCard("x", "s", three!, lanes[2]!, three), "where it is already").toEqual([]);
    expect(moveCard("x", "s", one!, lanes[2]!, null).map((e) => e.edit), "above the first").toEqual(["set", "move", "move"]);
  });
});

describe("the lines of a grid", () => {
  const rows = Array.from({ length: 10_000 }, (_, n) => ({ id: `r${n}`, item: { pos: "", cells: {} } }));
  const band = (at: number, key: string): Parameters<typeof linesOf>[1][number] => ({ key, label: key, count: 1, isClosed: false, at });
  it("hold bands above their rows and notes below theirs", () => {
    const lines = linesOf(rows.slice(0, 3), [band(0, "a"), band(2, "b"), band(3, "closed")], "r1");
    expect(lines.map((l) => (l.is === "band" ? l.band.key : l.is === "row" ? l.row : "notes"))).toEqual(["a", 0, 1, "notes", "b", 2, "closed"]);
  });
  it("are drawn only where they are seen, however many there are", () => {
    for (const open of [null, "r5000"]) {
      const lines = linesOf(rows, [], open);
      for (const top of [0, 140_000, 10_000 * lineHeight - 600]) {
        const span = drawn(lines, top, 600, 96);
        expect(span.to - span.from, "the screen and some to spare").toBeLessThan(60);
        const notes = lines.slice(span.from, span.to).filter((l) => l.is === "notes").length;
        expect(span.before + span.after + (span.to - span.from - notes) * lineHeight + notes * 96, "the scroll bar does not jump").toBe(10_000 * lineHeight + (open ? 96 : 0));
      }
    }
  });
});

describe("keys", () => {
  const press = { key: "", code: "", shift: false, ctrl: false, alt: false, composing: false };
  it("select and open notes", () => {
    expect(gridAction({ ...press, key: "a", code: "KeyA", ctrl: true }, false, 10)).toEqual({ do: "select", what: "all" });
    expect(gridAction({ ...press, key: " ", shift: true }, false, 10)).toEqual({ do: "select", what: "row" });
    expect(gridAction({ ...press, key: "Enter", alt: true }, false, 10)).toEqual({ do: "notes" });
    expect(gridAction({ ...press, key: "a", code: "KeyA", ctrl: true }, true, 10), "an open field selects its own text").toBeNull();
  });
});
