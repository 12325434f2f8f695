import { describe, expect, it } from "vitest";
import { pieces, unmarked } from "../../components/marks";
import type { SearchHit } from "../../generated/SearchHit";
import type { SearchReading } from "../../generated/SearchReading";
import { countOf, filterOf, grouped, spoken, withFilter } from "./query";

describe("filters in the text", () => {
  it("are read with and without quotation marks", () => {
    const text = 'gateway kind:log BY:"Emre Yılmaz" since:last week restart';
    expect(filterOf(text, "kind")).toBe("log");
    expect(filterOf(text, "by")).toBe("Emre Yılmaz");
    expect(filterOf(text, "since")).toBe("last week");
    expect(filterOf(text, "in")).toBe("");
    expect(filterOf("https://example.org", "in"), "a word that only ends like one is none").toBe("");
    expect(filterOf('in:"half', "in")).toBe("half");
  });

  it("are set, exchanged and taken out, and the words stay", () => {
    let text = withFilter("gateway restart", "by", "Emre Yılmaz");
    expect(text).toBe('gateway restart by:"Emre Yılmaz"');
    text = withFilter(text, "kind", "log");
    text = withFilter(text, "by", "me");
    expect(text).toBe("gateway restart kind:log by:me");
    expect(withFilter(withFilter(text, "by", ""), "kind", "")).toBe("gateway restart");
    expect(withFilter("a since:last week b", "since", "today")).toBe("a b since:today");
  });
});

const hit = (kind: string): SearchHit => ({ kind, part: "", document: null, document_title: "", section: null, row: null, incident: null, incident_number: "", entry: null, template: "", title: kind, marked: kind, context: "", snippet: "", who: "", at: "", is_over: null });
const reading = (more: Partial<SearchReading>): SearchReading => ({ hits: [], total: 0, counts: [], is_more: false, remarks: [], words: "", within: "", ...more });

it("groups in the order of the kinds, with how many there are of each", () => {
  const groups = grouped(reading({ hits: [hit("log"), hit("document"), hit("log")], counts: [{ kind: "log", count: 40 }, { kind: "document", count: 1 }, { kind: "case", count: 2 }] }));
  expect(groups.map((group) => [group.label, group.hits.length, group.count])).toEqual([["Documents", 1, 1], ["Log", 2, 40]]);
});

it("says what was found in one sentence", () => {
  expect(spoken(reading({}))).toBe("Nothing found");
  expect(spoken(reading({ counts: [{ kind: "log", count: 2 }, { kind: "document", count: 1 }] }))).toBe("3 places: 1 document, 2 log entries");
  expect(spoken(reading({ is_more: true, counts: [{ kind: "log", count: 1000 }] }))).toBe("More than 1,000 places: 1,000 log entries");
  expect(countOf("directory", 1)).toBe("1 entry of the directory");
});

it("takes marks apart and away", () => {
  const text = "The \u0002gate\u0003way of \u0002pay\u0003";
  expect(pieces(text)).toEqual([
    { text: "The ", marked: false },
    { text: "gate", marked: true },
    { text: "way of ", marked: false },
    { text: "pay", marked: true },
  ]);
  expect(unmarked(text)).toBe("The gateway of pay");
});
