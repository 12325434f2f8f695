import { describe, expect, it } from "vitest";
import { fileKindOf, fileNameOf, optionsOf, remarksBeside, writtenTo, type Choices } from "./forms";

const plain: Choices = { form: "pdf", shape: "json", paper: "a4", grey: false, filling: "filled", withCards: false, person: "", withFiles: false, at: "" };
const all: Choices = { ...plain, paper: "letter", grey: true, withCards: true, person: "p1", withFiles: true, at: " 14:05 " };

describe("what the exporter is asked for", () => {
  it.each([
    ["pdf", {}, { to: "pdf", paper: "letter", grey: true, blank: false, cards: false, person: "p1", attachments: false, at: "14:05" }],
    ["a blank form", { filling: "blank" }, { to: "pdf", paper: "letter", grey: true, blank: true, cards: false, person: "", attachments: false, at: "14:05" }],
    ["cards", { filling: "cards" }, { to: "pdf", paper: "letter", grey: true, blank: false, cards: true, person: "", attachments: false, at: "14:05" }],
    ["markdown", { form: "markdown" }, { to: "markdown", paper: "", grey: false, blank: false, cards: false, person: "", attachments: true, at: "14:05" }],
    ["a calendar", { form: "calendar" }, { to: "ics", paper: "", grey: false, blank: false, cards: false, person: "", attachments: false, at: "14:05" }],
    ["data", { form: "data", shape: "csv" }, { to: "csv", paper: "", grey: false, blank: false, cards: false, person: "", attachments: false, at: "14:05" }],
    ["rules", { form: "rules" }, { to: "rules-json", paper: "", grey: false, blank: false, cards: false, person: "", attachments: false, at: "14:05" }],
  ] as const)("as %s holds what belongs to it and nothing else", (_, change, options) => {
    expect(optionsOf({ ...all, ...change }, false)).toEqual(options);
  });
  it("of a binder has its cards at the end and its documents too", () => {
    expect(optionsOf({ ...plain, withCards: true }, true)).toMatchObject({ cards: true, blank: false });
    expect(optionsOf({ ...plain, at: "  " }, true).at, "now").toBeNull();
  });
});

describe("the file", () => {
  it.each([
    [{}, "Plan", "pdf"],
    [{ filling: "blank" }, "Plan blank form", "pdf"],
    [{ filling: "cards" }, "Plan cards", "pdf"],
    [{ person: "p1" }, "Plan for Mai", "pdf"],
    [{ form: "markdown" }, "Plan", "markdown"],
    [{ form: "calendar" }, "Plan", "calendar"],
    [{ form: "data", shape: "csv" }, "Plan", "csv"],
    [{ form: "rules" }, "Plan rules", "json"],
  ] as const)("of %o is called %s and is %s", (change, name, kind) => {
    const choices: Choices = { ...plain, ...change };
    expect(fileNameOf("Plan", choices, false, "Mai")).toBe(name);
    expect(fileKindOf(choices)).toBe(kind);
  });
  it("lies where the exporter says, which for several is a folder", () => {
    const remarks = ["Written: /tmp/set", "4 documents, a file each"];
    expect(writtenTo(remarks, "/tmp/set.md")).toBe("/tmp/set");
    expect(writtenTo([], "/tmp/set.md")).toBe("/tmp/set.md");
    expect(remarksBeside(remarks)).toEqual(["4 documents, a file each"]);
  });
});
