import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { blockOf, column } from "../fixtures";
import { liveColumns, liveRows } from "../model";
import type { Reading } from "../values";
import { meets, type Operator } from "./filter";
import { nextOption, parseRule, printRule, RuleError, rulesRenamed } from "./formatRule";
import { holds, looksOf, misfit, seen } from "./looks";
import { parseSort, printSort, refOf, renamed, shownOf } from "./settings";
import { parseSpan, printSpan } from "./spans";
import { holdOf, viewOf, type ViewOrder } from "./view";

const reading: Reading = { names: { p1: "Chen Wei" }, directory: [], zone: "Europe/Berlin", now: Date.parse("2026-03-11T13:47:12Z") };
const choices = { d: { pos: "2", name: "Done", colour: "ok" }, o: { pos: "0", name: "Open", colour: "risk" }, b: { pos: "1", name: "Blocked", colour: "overdue" } };
const block = blockOf(
  { no: column("No", "number", { key: "no" }), t: column("Task", "text"), s: column("State", "choice", { key: "state", choices }), due: column("Due, by", "date") },
  [
    ["1", "Écluse", "d", "2026-03-12"],
    ["2", "apple", "o", null],
    ["10", "Beta", null, "2026-03-10"],
    ["9", "zeta", "o", "2026-03-10"],
  ],
);
const columns = liveColumns(block);
const rows = liveRows(block);
const order = (more: Partial<ViewOrder>): ViewOrder => ({ sort: [], group: null, conditions: [], closed: new Set(), ...more });
const ids = (more: Partial<ViewOrder>): string[] => viewOf(columns, rows, order(more), reading).rows.map((row) => row.id);

interface Vector {
  rule: string;
  type: string;
  value: string | string[];
  choices?: Record<string, string>;
  names?: Record<string, string>;
  printed?: string;
  row?: boolean;
  error?: number;
  look?: unknown;
}
const vectors = JSON.parse(readFileSync("../crates/domain/tests/format_vectors.json", "utf8")) as { now: string; vectors: Vector[] };

describe("conditional formatting", () => {
  it.each(vectors.vectors)("$rule on $type $value is what the backend makes of it", (vector) => {
    const named = Object.fromEntries(Object.entries(vector.choices ?? {}).map(([id, name], at) => [id, { pos: String(at), name }]));
    const of = column("Column", vector.type, vector.choices ? { choices: named } : {});
    if (vector.error !== undefined) {
      const read = (): unknown => parseRule(vector.rule);
      expect(read).toThrow(RuleError);
      try {
        read();
      } catch (error) {
        expect((error as RuleError).at, "where reading stopped").toBe(vector.error);
      }
      return;
    }
    const rule = parseRule(vector.rule);
    const value = typeof vector.value === "string" ? vector.value : Object.fromEntries(vector.value.map((member) => [member, ""]));
    const is = holds(rule, of, value, Date.parse(vectors.now), (id) => vector.names?.[id] ?? id);
    expect(is ? seen(rule) : null).toEqual(vector.look);
    if (vector.printed !== undefined) expect(printRule(rule)).toBe(vector.printed);
    if (vector.row !== undefined) expect(rule.row).toBe(vector.row);
    expect(parseRule(printRule(rule)), "what is written is read again").toEqual(rule);
  });
  it("takes the first rule of a column that holds, and the first column for the row", () => {
    const ruled = columns.map((c) => {
      const options: Record<string, string> = c.id === "s" ? { "rule.a1": "is Open => risk row", "rule.a0": "is Done => ok" } : c.id === "due" ? { "rule.a0": "is empty => bold row" } : {};
      return { ...c, item: { ...c.item, options } };
    });
    const at = (n: number): unknown => looksOf(ruled, rows[n]!.item, reading.now, (x) => x);
    expect(at(0)).toMatchObject({ row: null, cells: { s: { colour: "ok", icon: true } } });
    expect(at(1), "State stands before Due").toMatchObject({ row: { colour: "risk" }, cells: {} });
  });
  it("follows a choice that gets another name", () => {
    const options = { "rule.a0": 'is "blocked" => overdue', "rule.a1": "contains Blocked => bold", "rule.a2": "nonsense" };
    expect(rulesRenamed(column("State", "choice", { options }), "Blocked", "Held up")).toEqual({ "rule.a0": 'is "Held up" => overdue' });
    expect(nextOption(column("State", "choice", { options })), "after the last").toBe("rule.a3");
    expect(nextOption(column("S", "choice", { options: { "rule.a9": "is x => ok" } })) > "rule.a9", "in the order of text").toBe(true);
  });
  it("says which rule can never hold", () => {
    expect(misfit(parseRule("before today => risk"), column("Name", "text"))).toContain("holds none");
    expect(misfit(parseRule("is Gone => risk"), column("State", "choice", { choices }))).toContain("not one of the choices");
    expect(misfit(parseRule("> 5 => risk"), column("Score", "number"))).toBeNull();
  });
});

describe("spans", () => {
  it("are read as the backend reads them", () => {
    const table: [string, number | null][] = [["30", 30], ["1:30", 90], ["PT1H30M", 90], ["1 hour and 30 minutes", 90], ["1.5 h", 90], ["2 days", 2880], ["soon", null], ["5 apples", null], ["1 2", null]];
    for (const [text, minutes] of table) expect(parseSpan(text), text).toBe(minutes === null ? null : minutes * 60_000);
    expect([printSpan(48 * 3_600_000), printSpan(90_000), printSpan(0)]).toEqual(["48 h", "1 min 30 s", "0 min"]);
  });
});

describe("settings of a table", () => {
  it("name columns so that a file can be read again", () => {
    const sort = [{ column: "due", isDown: true }, { column: "s", isDown: false }];
    expect(printSort(sort, columns)).toBe('"Due, by" desc, state');
    expect(parseSort('"Due, by" desc, state', columns)).toEqual(sort);
    expect(parseSort("gone, STATE desc, ", columns), "a column that went is passed over").toEqual([{ column: "s", isDown: true }]);
    expect(parseSort("", columns)).toEqual([]);
    const doubled = [...columns, { id: "x", item: column("Other", "choice", { key: "state" }) }];
    expect(refOf(doubled[4]!, doubled), "a key that two have names neither").toBe("Other");
  });
  it("make a board of the state, and a list where there is nothing to stand on", () => {
    expect(shownOf({ ...block, settings: { layout: "board" } })).toMatchObject({ layout: "board", boardBy: "s" });
    expect(shownOf({ settings: { layout: "board" }, columns: { t: column("Task", "text") } })).toMatchObject({ layout: "list", boardBy: null });
  });
  it("follow a column that gets another name", () => {
    const set = { ...block, settings: { sort: '"Due, by" desc, Task', group: "Task" } };
    expect(renamed(set, "t", "What")).toEqual({ sort: '"Due, by" desc, What', group: "What" });
    expect(renamed(set, "s", "Status"), "one with a key is named by it").toEqual({});
  });
});

describe("the rows of a table", () => {
  it("are ordered by the type of the column, empty ones last either way", () => {
    expect(ids({ sort: [{ column: "no", isDown: false }] }), "9 before 10").toEqual(["r1", "r2", "r4", "r3"]);
    expect(ids({ sort: [{ column: "s", isDown: false }] }), "in the order of the choices").toEqual(["r2", "r4", "r1", "r3"]);
    expect(ids({ sort: [{ column: "s", isDown: true }] })).toEqual(["r1", "r2", "r4", "r3"]);
    expect(ids({ sort: [{ column: "due", isDown: false }, { column: "t", isDown: true }] })).toEqual(["r4", "r3", "r1", "r2"]);
    expect(ids({ sort: [{ column: "t", isDown: false }] }), "accents and case do not part").toEqual(["r2", "r3", "r1", "r4"]);
  });
  it("stand under bands with counts, and fold away", () => {
    const view = viewOf(columns, rows, order({ group: "s", closed: new Set(["o"]) }), reading);
    expect(view.bands.map((b) => [b.label, b.count, b.at])).toEqual([["Open", 2, 0], ["Done", 1, 0], ["No State", 1, 1]]);
    expect(view.rows.map((r) => r.id)).toEqual(["r1", "r3"]);
    expect(view.chosen).toHaveLength(4);
  });
  it("keep their places while a person works, and show what is new", () => {
    const sort = order({ sort: [{ column: "t", isDown: false }], conditions: [{ column: "s", operator: "is", value: "o" }] });
    const before = viewOf(columns, rows, sort, reading);
    expect(before.rows.map((r) => r.id)).toEqual(["r2", "r4"]);
    const held = holdOf(before, rows, null);
    const changed = rows.map((row) => (row.id === "r2" ? { ...row, item: { ...row.item, cells: { ...row.item.cells, t: "zzz", s: "d" } } } : row));
    const added = [...changed.slice(0, 2), { id: "new", item: { pos: "", cells: {} } }, ...changed.slice(2)];
    expect(viewOf(columns, added, sort, reading, held).rows.map((r) => r.id), "new ones below the row they were added to").toEqual(["r2", "new", "r4"]);
    expect(viewOf(columns, added, sort, reading).rows.map((r) => r.id), "and all of it in order afterwards").toEqual(["r4"]);
  });
  it("are chosen by conditions of their type", () => {
    const asked = (at: string, operator: Operator, value = ""): string[] => ids({ conditions: [{ column: at, operator, value }] });
    expect(asked("t", "contains", "ECL"), "whatever the accents").toEqual(["r1"]);
    expect(asked("s", "is-not", "o")).toEqual(["r1", "r3"]);
    expect(asked("s", "empty")).toEqual(["r3"]);
    expect(asked("no", "above", "9")).toEqual(["r3", "r4"]);
    expect(asked("due", "before", "2026-03-10")).toEqual(["r3", "r4"]);
    expect(asked("due", "before", "next week"), "what is not understood hides nothing").toHaveLength(4);
    expect(asked("no", "above", ""), "a condition that is being written hides nothing").toHaveLength(4);
    const due = column("At", "instant");
    expect(meets(due, "2026-03-11T13:05:00Z", { column: "", operator: "after", value: "2026-03-11 14:05" }, reading), "in the reader's zone").toBe(true);
    expect(meets(due, "2026-03-11T13:04:00Z", { column: "", operator: "after", value: "2026-03-11 14:05" }, reading)).toBe(false);
  });
});
