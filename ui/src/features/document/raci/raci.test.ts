import { describe, expect, it } from "vitest";
import type { FindingRow } from "../../../generated/FindingRow";
import { blockOf, column } from "../fixtures";
import { liveColumns, liveRows, many } from "../model";
import { gapsOf, letterOfPress, lettersOf, matrixOf, noteOf, notesOf, roleWidth, shortTitle, toggled, totals } from "../raci";
import { cellsOf, hasHead, planPaste, planTable, readLetters, remarks, type Sheet } from "./paste";
import { changesOf, heldLetters, ownLetters, ownProblem, printOwn, remapped, schemeEdits, schemeOf, schemes } from "./scheme";

const block = blockOf(
  { act: column("Activity", "text", { key: "activity" }), st: column("Stage", "text", { key: "stage" }), ic: column("Incident Commander", "letters"), ops: column("Operations Lead", "letters") },
  [
    ["Declare incident", "Declare", many(["R", "A"]), "C"],
    ["Contact vendor", "Restore", "I", "R"],
    ["Set severity", "Declare", "A", "A"],
  ],
);
const { letters } = schemeOf(block);
const matrix = matrixOf(block);
const finding = (rule: string, level: string, row: string | null, column: string | null): FindingRow => ({ rule, level, document: "d", document_title: "", section: "s", row, column, place: "", title: rule, message: "", fix: null });

describe("RACI", () => {
  it("groups rows by stage in the order of their first row", () => {
    expect(matrix.bands.map((b) => [b.stage, b.rows.map((r) => r.id)])).toEqual([["Declare", ["r1", "r3"]], ["Restore", ["r2"]]]);
  });
  it("puts the deciding letter first, so that A stays in line", () => {
    expect(lettersOf(many(["R", "A"]), letters).map((x) => x.letter)).toEqual(["A", "R"]);
    expect(lettersOf("R/A", letters).map((x) => x.letter), "as written by hand").toEqual(["A", "R"]);
  });
  it("keeps a letter that the scheme does not know, last and drawn apart", () => {
    expect(lettersOf(many(["V", "R"]), letters).map((x) => [x.letter, x.shape])).toEqual([["R", "outlined"], ["V", "strange"]]);
  });
  it("toggles by a letter, whatever the input method makes of the key", () => {
    expect(letterOfPress({ key: "ㅁ", code: "KeyA" }, letters)).toBe("A");
    expect(letterOfPress({ key: "x", code: "KeyX" }, letters)).toBeNull();
    expect(letterOfPress({ key: "q", code: "KeyA" }, letters), "what a Latin layout types counts, not the place").toBeNull();
    expect(toggled(many(["A"]), "A")).toBeNull();
    expect(toggled(undefined, "A")).toBe("");
  });
  it("counts who decides and who works", () => {
    expect(totals(matrix, letters)).toEqual({ ic: { decides: 2, works: 1 }, ops: { decides: 1, works: 1 } });
  });
  it("lists what is open by rows, then roles, then the rest, without remarks", () => {
    const found = [finding("R-H8", "info", null, null), finding("R-V2", "warning", null, "ic"), finding("R-H1", "error", "r2", null), finding("R-H9", "warning", "r2", null), finding("X4", "warning", null, null)];
    expect(gapsOf(matrix, found).map((g) => [g.kind, g.id, g.findings.map((f) => f.rule)])).toEqual([
      ["row", "r2", ["R-H1", "R-H9"]],
      ["role", "ic", ["R-V2"]],
      ["matrix", "", ["X4"]],
    ]);
  });
  it("says a finding beside its name without the name", () => {
    const table: [string, string, string][] = [
      ["Contact vendor has no A", "Contact vendor", "No A"],
      ["4 consulted on Run review", "Run review", "4 consulted"],
      ["Incident Commander holds 6 of 10 A", "Incident Commander", "Holds 6 of 10 A"],
      ["Nobody holds Scribe", "Scribe", "Nobody holds it"],
      ["Scribe is only informed", "Scribe", "Only informed"],
    ];
    for (const [title, name, expected] of table) expect(shortTitle(title, name)).toBe(expected);
  });
  it("reads the mark of a letter as its note, and a place in an order as none", () => {
    const value = { A: "only at night", R: "80", C: "8180" };
    expect([noteOf(value, "A"), noteOf(value, "R"), noteOf(value, "C"), noteOf("A", "A")]).toEqual(["only at night", "", "", ""]);
    expect(noteOf({ A: "18:00" }, "A")).toBe("18:00");
    expect(notesOf(value)).toBe("A: only at night");
  });
});

describe("schemes", () => {
  it("have exactly one deciding letter each", () => {
    for (const [name, scheme] of Object.entries(schemes)) expect(scheme.filter((x) => x.part === "decides"), name).toHaveLength(1);
  });
  it("are known by their other names too, and RACI where none is", () => {
    const named = (scheme: string): string => schemeOf({ settings: { scheme } }).name;
    expect([named("rasic"), named("RACIO"), named(""), named("nonsense")]).toEqual(["RASCI", "CAIRO", "RACI", "RACI"]);
  });
  it("of a team's own come back as they were written", () => {
    const written = "L=Leads:decides min 1 max 1 one-way;D=Does:works min 1 max 2 one-way;QC=Checks: the: result:verifies";
    const read = ownLetters(written);
    expect(read.map((x) => [x.letter, x.part, x.min, x.max, x.twoWay])).toEqual([
      ["L", "decides", 1, 1, false],
      ["D", "works", 1, 2, false],
      ["QC", "informed", 0, null, false],
    ]);
    const again = ownLetters(printOwn(read));
    expect(again).toEqual(read);
    expect(schemeOf({ settings: { scheme: "Ours", letters: printOwn(read) } })).toMatchObject({ name: "Ours", isOwn: true });
  });
  it("of a team's own are refused with a reason", () => {
    const [a] = ownLetters("A=Answers:decides");
    expect(ownProblem([a!, a!])).toBe("A is there twice.");
    expect(ownProblem([])).toContain("at least one letter");
    expect(ownProblem([{ ...a!, min: 3, max: 2 }])).toContain("fewer");
    expect(ownProblem([{ ...a!, letter: "TOOLONG" }])).toContain("one to three");
    expect(ownProblem([a!])).toBeNull();
  });
});

describe("a change of scheme", () => {
  const held = heldLetters(block);
  it("asks nothing where every letter stays what it is", () => {
    expect(changesOf(held, schemes["RACI"]!, schemes["RASCI"]!)).toEqual([]);
  });
  it("says which letters would be unknown, or mean something else, and proposes what does the same", () => {
    expect(changesOf(held, schemes["RACI"]!, schemes["RAPID"]!).map((c) => [c.letter, c.cells, c.after, c.to])).toEqual([
      ["A", 3, "Agree", "D"],
      ["R", 2, "Recommend", "P"],
      ["C", 1, "", "I"],
      ["I", 1, "Input", "I"],
    ]);
  });
  it("moves letters with their notes in one step, and swaps without losing one", () => {
    expect(remapped({ A: "at night", R: "" }, new Map([["A", "R"], ["R", "A"]]))).toEqual({ R: "at night", A: "" });
    expect(remapped({ A: "x", R: "y" }, new Map([["A", "D"], ["R", "D"]])), "both notes stay").toEqual({ D: "x; y" });
    expect(remapped("S", new Map([["S", ""]]))).toBeNull();
    const edits = schemeEdits("s", block, { name: "DACI", own: null }, new Map([["R", "D"]]));
    expect(edits).toEqual([
      { edit: "set", path: "/sections/s/block/settings/scheme", value: "DACI" },
      { edit: "set", path: "/sections/s/block/rows/r1/cells/ic", value: { A: "", D: "" } },
      { edit: "set", path: "/sections/s/block/rows/r2/cells/ops", value: { D: "" } },
    ]);
  });
  it("takes own letters away when a known scheme is chosen", () => {
    const ours = { ...block, settings: { scheme: "Ours", letters: "A=Answers:decides" } };
    expect(schemeEdits("s", ours, { name: "RACI", own: null }, new Map())).toContainEqual({ edit: "set", path: "/sections/s/block/settings/letters", value: null });
  });
});

describe("a pasted matrix", () => {
  const columns = liveColumns(block);
  const shown = ["act", "ic", "ops"].map((id) => columns.find((c) => c.id === id)!);
  const sheet: Sheet = { section: "s", rows: liveRows(block), shown, columns, activity: "act", letters };
  it("reads letters as people write them", () => {
    const table: [string, string[] | null][] = [
      ["R/A", ["R", "A"]], ["**A**", ["A"]], ["a, r", ["A", "R"]], ["RA", ["R", "A"]], ["Responsible", ["R"]], ["(C)", ["C"]], ["–", []], ["", []], ["maybe", null], ["X", null],
    ];
    for (const [text, expected] of table) expect(readLetters(text, letters), text).toEqual(expected);
  });
  it("takes the cells of Markdown, of a spreadsheet and of CSV", () => {
    const expected = [["Task", "Lead"], ["Call | write", "**A**/R"]];
    expect(cellsOf("Text before\n\n| Task | Lead |\n| --- | :-: |\n| Call \\| write | **A**/R |\n\nafter", false)).toEqual(expected);
    expect(cellsOf("Task\tLead\r\nCall | write\t**A**/R\r\n", false)).toEqual(expected);
    expect(cellsOf('Task;Lead\n"Call | write";**A**/R\n', true)).toEqual(expected);
  });
  it("fills cells from the corner, keeps what it does not understand out, and says so", () => {
    const plan = planPaste(sheet, [["R/A", "maybe"], ["", "R"]], 1, 1);
    expect(plan.edits).toEqual([
      { edit: "set", path: "/sections/s/block/rows/r2/cells/ic", value: { R: "", A: "" } },
      { edit: "set", path: "/sections/s/block/rows/r3/cells/ic", value: null },
      { edit: "set", path: "/sections/s/block/rows/r3/cells/ops", value: { R: "" } },
    ]);
    expect(plan.strange).toEqual([{ row: "Contact vendor", role: "Operations Lead", text: "maybe" }]);
    expect(remarks(plan)).toBe("“maybe” (Contact vendor, Operations Lead) is no letter and was left out.");
  });
  it("adds rows below, and names columns that have no place", () => {
    const plan = planPaste(sheet, [["New task", "A", "R", "I"]], 3, 0, { st: "Declare" });
    expect(plan.edits).toEqual([{ edit: "add_rows", section: "s", after: "r3", rows: [{ st: "Declare", act: "New task", ic: "A", ops: "R" }] }]);
    expect(plan.lost).toEqual(["column 4"]);
  });
  it("with a head is read by names: known rows change, new rows and roles are named", () => {
    const cells = [["Task", "operations lead", "Scribe", "Remark"], ["Contact vendor", "A/R", "I", "by phone"], ["Keep the log", "", "**R**", ""]];
    expect(hasHead(sheet, cells)).toBe(true);
    expect(hasHead(sheet, [["R", "A"], ["C", "I"]]), "letters are no head").toBe(false);
    const plan = planTable(sheet, cells);
    expect([plan.changed, plan.added, plan.roles, plan.lost]).toEqual([1, 1, ["Scribe"], ["Remark"]]);
    expect(plan.edits[0]).toEqual({ edit: "set", path: "/sections/s/block/rows/r2/cells/ops", value: { A: "", R: "" } });
  });
  it("leaves a cell that holds the same letters alone, with its notes", () => {
    const noted = blockOf({ act: column("Activity", "text", { key: "activity" }), ic: column("Lead", "letters") }, [["Call", { A: "at night" }]]);
    const own: Sheet = { ...sheet, rows: liveRows(noted), columns: liveColumns(noted), shown: liveColumns(noted) };
    expect(planPaste(own, [["A"]], 0, 1).edits).toEqual([]);
    expect(planPaste(own, [["A/R"]], 0, 1).edits[0]).toMatchObject({ value: { A: "at night", R: "" } });
  });
});

describe("width of a role's column", () => {
  it("is wider for a long word and not for many short ones", () => {
    expect(roleWidth("Communications Lead"), "14 letters").toBe(97);
    expect(roleWidth("Legal and Privacy and Risk"), "every word is short").toBe(74);
    expect(roleWidth("Subject-matter Expert"), "a hyphen lets a word break").toBe(74);
    expect(roleWidth(""), "a role without a name keeps its column").toBe(74);
  });
});
