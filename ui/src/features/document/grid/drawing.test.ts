import { describe, expect, it } from "vitest";
import { blockOf, column } from "../fixtures";
import { gridAction } from "../gridkeys";
import { liveColumns, liveRows, many } from "../model";
import type { Reading } from "../values";
import { columnAt, edgesOf, frozenCount, piecesOf, piecesTemplate, spanAcross } from "./across";
import { clearAll, duplicate, fillDown, fillWith, moveAll, removeAll } from "./bulk";
import { pressOf, tableKeys } from "./keylist";
import { countWidth, isHidden, leastTotal, ownWidth, template, usualWidth } from "./layout";
import { drawn, lineHeight, lineOfRow, linesOf, topOf, withKept } from "./lines";
import { misfits, misfitWords } from "./misfit";

const reading: Reading = { names: {}, directory: [], zone: "Europe/Berlin", now: Date.parse("2026-03-11T13:47:12Z") };
const wide = blockOf(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`c${String(n).padStart(2, "0")}`, column(n === 0 ? "No" : `Column ${n}`, n === 0 ? "number" : "text", n === 0 ? { key: "no" } : {})])), []);
const columns = liveColumns(wide);
const widths = columns.map((c) => usualWidth(c.item));
const edges = edgesOf(widths);
const total = edges[edges.length - 1] ?? 0;

describe("columns", () => {
  it("are drawn only where they are seen, and the scroll bar does not jump", () => {
    for (const left of [0, 333, 4000, total]) {
      for (const kept of [null, 1, 30, 59]) {
        const frozen = frozenCount(columns, widths, 960);
        const pieces = piecesOf(columns, edges, frozen, spanAcross(edges, frozen, left, 960), kept, 36);
        const shown = pieces.flatMap((piece) => (piece.is === "column" ? [piece.at] : []));
        expect(shown.length, "the screen and some to spare").toBeLessThan(16);
        expect(new Set(shown).size, "none twice").toBe(shown.length);
        expect([...shown].sort((a, b) => a - b), "in their order").toEqual(shown);
        if (kept !== null) expect(shown, "the one that is typed in is always there").toContain(kept);
        expect(shown.slice(0, 2), "the first columns stay").toEqual([0, 1]);
        const sum = piecesTemplate(pieces, widths).split(" ").reduce((all, track) => all + Number(track.replace("px", "")), 0);
        expect(sum).toBe(total);
      }
    }
  });
  it("stay at the left while they leave room: at a zoom of 200 % a wide one moves along", () => {
    expect(frozenCount(columns, widths, 1280), "the number and what it is about").toBe(2);
    expect(frozenCount(columns, widths, 300), "only the number").toBe(1);
    expect(frozenCount(columns.slice(1), [800, ...widths.slice(2)], 900)).toBe(0);
    expect(piecesOf(columns, edges, 2, { from: 2, to: 4 }, null, 36)[1]).toMatchObject({ left: 36 + (widths[0] ?? 0) });
  });
  it("are found by their place", () => {
    for (const at of [0, 1, 17, 59]) expect(columnAt(edges, (edges[at] ?? 0) + 1)).toBe(at);
    expect(columnAt(edges, total + 500)).toBe(59);
  });
  it("are as wide as a person made them, within reason", () => {
    expect(ownWidth(column("", "text", { options: { width: "240" } }))).toBe(240);
    for (const [width, expected] of [["4", 40], ["100000", 960], ["wide", null], ["", null]] as const) expect(ownWidth(column("", "text", { options: { width } }))).toBe(expected);
    const two = liveColumns(blockOf({ a: column("A", "text", { options: { width: "240" } }), b: column("B", "number", { options: { hidden: "yes" } }) }, []));
    expect(template(two)).toBe("240px minmax(56px, 0.7fr)");
    expect(leastTotal(two)).toBe(36 + 240 + 56);
    expect(two.map((c) => isHidden(c.item))).toEqual([false, true]);
    expect([countWidth(9), countWidth(10_000)], "a number of five digits is seen whole").toEqual([40, 54]);
  });
});

describe("rows", () => {
  const rows = Array.from({ length: 10_000 }, (_, n) => ({ id: `r${n}`, item: { pos: "", cells: {} } }));
  it("of which one is typed in are drawn where they are seen and where it is", () => {
    for (const open of [null, "r20", "r5000"]) {
      const lines = linesOf(rows, [], open);
      for (const top of [0, 140_000, 279_000]) {
        for (const row of [0, 4999, 5001, 9999]) {
          const kept = lineOfRow(lines, row);
          const parts = withKept(lines, drawn(lines, top, 600, 300), kept, 300);
          const shown = parts.flatMap((part) => (part.is === "line" ? [part.at] : []));
          expect(shown, "the row that is typed in is there").toContain(kept);
          expect(shown.length).toBeLessThan(60);
          expect([...shown].sort((a, b) => a - b)).toEqual(shown);
          const sum = parts.reduce((all, part) => all + (part.is === "gap" ? part.height : part.line.is === "notes" ? 300 : lineHeight), 0);
          expect(sum, "the scroll bar does not jump").toBe(topOf(lines, lines.length, 300));
          const firstSeen = lines.findIndex((_, at) => topOf(lines, at + 1, 300) > top);
          expect(shown, "what is at the top of the screen is drawn").toContain(firstSeen);
        }
      }
    }
  });
});

describe("many rows at once", () => {
  const choices = { o: { pos: "0", name: "Open", colour: "risk" } };
  const block = blockOf(
    { no: column("No", "number", { key: "no" }), t: column("Task", "text"), s: column("State", "choice", { choices }), w: column("Who", "reference", { options: { many: "yes" } }), f: column("Proof", "attachment"), p: column("Consent", "personal-data") },
    [["1", "One", "o", many(["a", "b"], true), { f1: "" }, { p1: "" }], ["2", null, null, null, null, null], ["3", "Three", "o", null, null, null]],
  );
  const area = { section: "x", rows: liveRows(block), columns: liveColumns(block) };
  const cellOf = (row: string, column: string): string => `/sections/x/block/rows/${row}/cells/${column}`;
  it("take one value, and files stay", () => {
    const { edits, files } = fillWith({ ...area, columns: area.columns.slice(1, 5) }, "Ask");
    expect(edits).toHaveLength(9);
    expect(edits[0]).toEqual({ edit: "fill", path: cellOf("r1", "t"), words: "Ask" });
    expect(files).toEqual(["Proof"]);
  });
  it("are filled down exactly, without their numbers and files", () => {
    const { edits, files } = fillDown({ ...area, rows: area.rows.slice(1) }, area.rows[0]!.item, reading);
    expect(edits.filter((e) => "path" in e && e.path === cellOf("r2", "w"))).toEqual([{ edit: "fill", path: cellOf("r2", "w"), words: "a, b" }]);
    expect(edits.some((e) => "path" in e && /cells\/(no|f|p)$/.test(e.path))).toBe(false);
    expect(files).toEqual(["Proof", "Consent"]);
  });
  it("are duplicated below the last, in their order, with numbers of their own", () => {
    const { edits, files } = duplicate({ ...area, rows: area.rows.slice(0, 2) }, 3);
    expect(edits.map((e) => (e.edit === "add" && e.item.item === "row" ? [e.after, e.item.value.cells["no"], e.item.value.cells["t"]] : null))).toEqual([["r2", "5", undefined], ["r2", "4", "One"]]);
    const first = edits[1];
    expect(first?.edit === "add" && first.item.item === "row" ? first.item.value.cells : null).toEqual({ no: "4", t: "One", s: "o", w: many(["a", "b"], true), f: { f1: "" } });
    expect(files, "what is kept about a person is not copied on").toEqual(["Consent"]);
  });
  it("are emptied, removed and moved", () => {
    expect(clearAll({ ...area, rows: area.rows.slice(1, 2) })).toEqual([{ edit: "set", path: cellOf("r2", "no"), value: null }]);
    expect(removeAll("x", area.rows).map((e) => (e.edit === "remove" ? e.id : ""))).toEqual(["r1", "r2", "r3"]);
    expect(moveAll("x", area.rows.slice(0, 2), "r3").map((e) => (e.edit === "move" ? [e.id, e.after] : []))).toEqual([["r1", "r3"], ["r2", "r1"]]);
  });
});

describe("values that do not fit", () => {
  it("are counted, and where they stand is known", () => {
    const block = blockOf({ n: column("Cost", "number"), f: column("Proof", "attachment") }, [["5", null], ["about 5", { "a name": "" }], [null, null], ["six", null]]);
    const [n, f] = liveColumns(block);
    expect(misfits(n!, liveRows(block), reading)).toEqual([1, 3]);
    expect(misfits(f!, liveRows(block), reading)).toEqual([]);
    expect([misfitWords(0), misfitWords(1), misfitWords(12)]).toEqual(["", "1 value does not fit; kept as written.", "12 values do not fit; kept as written."]);
  });
});

describe("the keys of a table", () => {
  it("do what the overview of keys says", () => {
    for (const { name, caps, action, isEditing } of tableKeys) {
      for (const each of caps) expect(gridAction(pressOf(each), isEditing ?? false, 10), `${name}: ${each.join("+")}`).toEqual(action);
    }
  });
  it("do nothing while an input method composes", () => {
    for (const { caps, isEditing } of tableKeys) for (const each of caps) expect(gridAction({ ...pressOf(each), composing: true }, isEditing ?? false, 10)).toBeNull();
  });
  it("are read by their place, whatever an input method makes of them", () => {
    expect(gridAction({ ...pressOf(["Ctrl", "D"]), key: "ㅇ" }, false, 10)).toEqual({ do: "fill", what: "down" });
    expect(gridAction(pressOf(["Ctrl", "Shift", "D"]), false, 10), "declaring an incident stays what it is").toBeNull();
  });
});
