import { describe, expect, it } from "vitest";
import { entryIntent, readEntry } from "./entry";

describe("a line of the log box", () => {
  it.each([
    ["Rollback at 2 of 12 nodes", { kind: "event", at: "", text: "Rollback at 2 of 12 nodes" }],
    ["decision: roll back 4.2", { kind: "decision", at: "", text: "roll back 4.2" }],
    ["14:05 hypothesis: pool exhausted", { kind: "hypothesis", at: "14:05", text: "pool exhausted" }],
    ["Comms : executives told", { kind: "communication", at: "", text: "executives told" }],
    // Words before a colon that are no kind belong to the text.
    ["Payments: error rate falls", { kind: "event", at: "", text: "Payments: error rate falls" }],
    ["14:05:30 is not a time of day here", { kind: "event", at: "", text: "14:05:30 is not a time of day here" }],
    ["김지우: 노드 2개 완료", { kind: "event", at: "", text: "김지우: 노드 2개 완료" }],
  ])("%s", (line, entry) => expect(readEntry(line)).toEqual(entry));
  it("keeps the kind that was chosen when the line names none", () => {
    expect(readEntry("check the pool", "note").kind).toBe("note");
    expect(readEntry("decision: no", "note").kind).toBe("decision");
  });
});

describe("the intent of an entry", () => {
  it("records a decision as one inside an incident", () => {
    expect(entryIntent(readEntry("decision: freeze"), "i1")).toEqual({ intent: "decide", incident: "i1", text: "freeze", accountable: "" });
  });
  it("keeps the typed time", () => {
    expect(entryIntent(readEntry("14:05 note: seen"), "i1")).toEqual({ intent: "add_log", incident: "i1", text: "seen", category: "note", at: "14:05" });
  });
});
