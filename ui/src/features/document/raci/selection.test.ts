import { describe, expect, it } from "vitest";
import { blockOf, column } from "../fixtures";
import { liveColumns, liveRows, many } from "../model";
import { clearOver, cornersOf, fillDownOver, toggleOver } from "./selection";
import type { Reading } from "../values";

const block = blockOf({ a: column("Activity", "text", { key: "activity" }), x: column("Commander", "letters"), y: column("Operations", "letters"), z: column("Risk", "text", { key: "risk" }) }, [
  ["Declare", many(["A", "R"]), "R/A", "high"],
  ["Inform", { A: "by phone" }, null, null],
]);
const area = { section: "m", rows: liveRows(block), columns: liveColumns(block) };
const at = (row: number, column: string, letter?: string): string => `/sections/m/block/rows/${area.rows[row]!.id}/cells/${column}${letter ? `/${letter}` : ""}`;
const reading = { zone: "UTC", name: (id: string) => id } as unknown as Reading;

describe("a selection of a matrix", () => {
  it("reaches from corner to corner, whichever came first", () => {
    expect(cornersOf({ row: 3, column: -1 }, { row: 1, column: 2 })).toEqual({ from: { row: 1, column: -1 }, to: { row: 3, column: 2 } });
  });

  it("gives a letter to the cells that lack it, and takes it from all where all have it", () => {
    expect(toggleOver(area, "A")).toEqual([{ edit: "set", path: at(1, "y", "A"), value: "" }]);
    const own = { ...area, columns: area.columns.filter((c) => c.id === "x") };
    expect(toggleOver(own, "A").map((e) => (e.edit === "set" ? [e.path, e.value] : null))).toEqual([
      [at(0, "x", "A"), null],
      [at(1, "x", "A"), null],
    ]);
    const text = toggleOver({ ...area, columns: area.columns.filter((c) => c.id === "y"), rows: area.rows.slice(0, 1) }, "R");
    expect(text, "letters that were written as one text become letters of their own").toEqual([{ edit: "set", path: at(0, "y"), value: many(["A"]) }]);
  });

  it("is emptied but for the names of activities, letter by letter", () => {
    expect(clearOver(area, "a")).toEqual([
      { edit: "set", path: at(0, "x", "A"), value: null },
      { edit: "set", path: at(0, "x", "R"), value: null },
      { edit: "set", path: at(0, "y"), value: null },
      { edit: "set", path: at(0, "z"), value: null },
      { edit: "set", path: at(1, "x", "A"), value: null },
    ]);
  });

  it("is filled down from its first row, notes and names left where they are, and says nothing twice", () => {
    const edits = fillDownOver(area, "a", reading);
    expect(edits.map((e) => ("path" in e ? e.path : ""))).toEqual([at(1, "x"), at(1, "y"), at(1, "z")]);
    expect(edits[0], "A keeps its note, R comes").toMatchObject({ value: { A: "by phone", R: "" } });
    expect(edits[2]).toMatchObject({ edit: "fill", words: "high" });
    expect(fillDownOver({ ...area, rows: area.rows.slice(0, 1) }, "a", reading)).toEqual([]);
    const same = { ...area, rows: [area.rows[0]!, { id: "r9", item: area.rows[0]!.item }] };
    expect(fillDownOver(same, "a", reading)).toEqual([]);
  });
});
