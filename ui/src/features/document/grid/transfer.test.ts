import { describe, expect, it } from "vitest";
import { blockOf, column } from "../fixtures";
import { liveColumns, liveRows, many } from "../model";
import { planPaste, tiled } from "../table/paste";
import { isBlockOfCells, parseTsv, pasteLimits, printTsv, tooLong, tooMany } from "../tsv";
import type { Reading } from "../values";
import { carried, copied, outCell } from "./clipboard";
import { inFormat, mannerIn, mannerOf, understood, type Manner } from "./foreign";
import { cellsIn, htmlOf, sheetOf } from "./markup";
import { cellsOf } from "./pasting";

const reading: Reading = {
  names: {},
  directory: [
    { id: "p1", kind: "person", name: "Chen Wei", call: "Chen Wei", note: "", document: "p1", channels: [], zone: "" },
    { id: "p2", kind: "person", name: "Chen Wei", call: "Chen Wei", note: "night shift", document: "p2", channels: [], zone: "" },
  ],
  zone: "Europe/Berlin",
  now: Date.parse("2026-03-11T13:47:12Z"),
};

/** Numbers that look random and are the same in every run. */
function* chance(seed: number): Generator<number, never> {
  let at = seed;
  for (;;) {
    at = (at * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield at / 2_147_483_648;
  }
}

const alphabet = ["a", "Ü", " ", "\"", "'", "\t", "\n", ",", ";", "<", ">", "&", "=", "-", "0", "7", ".", "김", "ש", "😀", "|", "\\"];

/** Blocks of cells of every shape, with every sign that quoting could lose. */
function blocks(seed: number, signs: readonly string[], how = 200): string[][][] {
  const next = chance(seed);
  const n = (most: number): number => Math.floor(next.next().value * most);
  return Array.from({ length: how }, () => {
    const width = 1 + n(5);
    return Array.from({ length: 1 + n(5) }, () => Array.from({ length: width }, () => Array.from({ length: n(9) }, () => signs[n(signs.length)] ?? "").join("")));
  });
}

describe("cells as plain text", () => {
  it("come back as they went, whatever stands in them", () => {
    // A last line of one empty cell is the line end that every spreadsheet writes; it says nothing.
    for (const cells of blocks(7, alphabet)) {
      const text = `${printTsv(cells)}\n`;
      expect(parseTsv(text), JSON.stringify(cells)).toEqual(cells);
    }
  });
  it("with a quote that nothing closes are read in one walk", () => {
    const line = '"open\tb';
    const text = Array.from({ length: 20_000 }, () => line).join("\n");
    const cells = parseTsv(`x\t${text}`);
    expect(cells.length).toBe(20_000);
    expect(parseTsv('a\t"never\nb\tc')).toEqual([["a", '"never'], ["b", "c"]]);
  });
  it("are refused before they are read where there are too many", () => {
    expect(tooLong(200_000_000)).toContain("200 million letters");
    expect(tooLong(200_000_000)).toContain("Nothing was changed");
    expect(tooLong(pasteLimits.letters)).toBeNull();
    expect(tooMany(Array.from({ length: 5000 }, () => new Array<string>(100).fill("")))).toContain("500,000 cells");
    expect(tooMany([["a"]])).toBeNull();
    let wasRead = false;
    const huge = { length: 200_000_000, replace: () => ((wasRead = true), ""), split: () => ((wasRead = true), []) } as unknown as string;
    expect(cellsOf({ text: huge, html: "" })).toContain("Nothing was changed");
    expect(wasRead, "a text of 200 MB is never walked through").toBe(false);
  });
  it("of one cell are its words", () => {
    expect(cellsOf({ text: 'say "no"\r\n', html: "" })).toEqual([['say "no"']]);
    expect(isBlockOfCells("two\twords")).toBe(true);
  });
});

describe("cells as a table of HTML", () => {
  it("come back as they went", () => {
    const signs = alphabet.filter((sign) => sign !== "\t");
    for (const cells of blocks(11, signs)) {
      const shown = cells.map((line) => line.map((cell) => cell.trim()));
      expect(cellsIn(sheetOf(htmlOf(shown))), JSON.stringify(shown)).toEqual(shown);
    }
  });
  it("are read as LibreOffice writes them", () => {
    const html = `<!DOCTYPE html><html><head><title></title><style>body { font-family: "Liberation Sans" }</style></head><body>
      <table cellspacing="0" border="0"><colgroup span="4" width="85"></colgroup>
      <tr><td height="17" align="left">Call the
        bank<br>and write</td><td align="right" sdval="1234.5" sdnum="1031;0;#.##0,00">1.234,50</td>
        <td align="right" sdval="46093" sdnum="1031;1031;TT.MM.JJJJ">12.03.2026</td><td align="right" sdval="0.0625" sdnum="1031;1031;[HH]:MM:SS">01:30:00</td></tr>
      <tr><td colspan="2">wide</td><td sdval="0.125" sdnum="1031;0;0%">13%</td><td sdnum="1031;0;@">007</td></tr></table></body></html>`;
    expect(cellsIn(html)).toEqual([["Call the bank\nand write", "1234.5", "2026-03-12", "1:30:00"], ["wide", "", "12.5%", "007"]]);
  });
  it("are read as Excel writes them", () => {
    const html = `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style><!--
      .xl65 {mso-number-format:"Short Date";} .xl66 {mso-number-format:"\\@";} --></style></head><body>
      <!--StartFragment--><table><col width=64><tr height=19><td class=xl65 align=right x:num="46093">3/12/2026</td><td class=xl66>+49 30 1</td><td rowspan=2>both</td></tr>
      <tr><td x:num="46093.5" style='mso-number-format:"m\\/d\\/yyyy\\ h\\:mm"'>3/12/2026 12:00</td><td>b<br style='mso-data-placement:same-cell'>c</td></tr></table><!--EndFragment--></body></html>`;
    expect(cellsIn(html)).toEqual([["2026-03-12", "+49 30 1", "both"], ["2026-03-12 12:00", "b\nc", ""]]);
  });
  it("of a page with words around them are no cells", () => {
    expect(cellsIn("<p>Before</p><table><tr><td>a</td></tr></table>")).toBeNull();
    expect(cellsIn("<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>")).toBeNull();
    expect(cellsIn("<b>only words</b>")).toBeNull();
  });
  it("run nothing, whatever they hold", () => {
    const cells = cellsIn('<table><tr><td><img src=x onerror="globalThis.stolen=true"><script>globalThis.stolen=true</script>text</td></tr></table>');
    expect(cells).toEqual([["text"]]);
    expect((globalThis as { stolen?: boolean }).stolen).toBeUndefined();
  });
  it("keep words that look like numbers as words, and numbers as numbers", () => {
    const html = htmlOf([[outCell(column("", "text"), "007", reading), outCell(column("", "number"), "12.5", reading), outCell(column("", "date"), "2026-03-12", reading)]]);
    expect(html).toContain(`<td sdnum="1033;0;@" style="mso-number-format:'\\@'">007</td>`);
    expect(html).toContain('<td x:num="12.5" sdval="12.5">12.5</td>');
    expect(html).toContain("<td>2026-03-12</td>");
  });
});

describe("what a spreadsheet wrote", () => {
  const english: Manner = { decimal: ".", isDayFirst: false };
  const german: Manner = { decimal: ",", isDayFirst: true };
  const read = (type: string, text: string, manner: Manner, more = {}): string => understood(text, column("", type, more), manner);
  it("is read in its manner", () => {
    const table: [string, string, Manner, string][] = [
      ["number", "1,234", english, "1234"],
      ["number", "1,234", german, "1.234"],
      ["number", "1.234,50", german, "1234.50"],
      ["number", "12,5", english, "12.5"],
      ["number", "(1,234.50)", english, "-1234.50"],
      ["number", "1 234 567", english, "1234567"],
      ["percent", "12,5 %", german, "12.5"],
      ["date", "3/12/2026", english, "2026-03-12"],
      ["date", "12.03.26", german, "2026-03-12"],
      ["date", "31/12/2026", english, "2026-12-31"],
      ["instant", "12.03.2026 14:05", german, "2026-03-12 14:05"],
      ["time", "2:05 PM", english, "14:05"],
      ["duration", "1:30:00", english, "PT1H30M0S"],
    ];
    for (const [type, text, manner, expected] of table) expect(read(type, text, manner), `${type} ${text}`).toBe(expected);
    expect(read("number", "1,234.50 €", english, { options: { unit: "€" } })).toBe("1234.50");
  });
  it("stays as written where it is not understood", () => {
    for (const [type, text] of [["number", "about 5"], ["number", "1,2,3"], ["date", "31/13/2026"], ["date", "next week"], ["time", "25:00 PM"], ["duration", "1:75:00"], ["text", "1,234"]] as const) {
      expect(read(type, text, english), `${type} ${text}`).toBe(text);
    }
  });
  it("takes its manner from what it can only mean", () => {
    const [n, d] = [column("", "number"), column("", "date")];
    expect(mannerIn([["1,234", "1/2/2026"], ["1.234,50", "25/2/2026"]], [n, d], english)).toEqual({ decimal: ",", isDayFirst: true });
    expect(mannerIn([["1,234", "1/2/2026"]], [n, d], english), "else that of the language").toEqual(english);
    expect(mannerIn([["1,5"]], [n], english).decimal).toBe(",");
    expect(mannerOf("de-DE")).toEqual({ decimal: ",", isDayFirst: true });
    expect(mannerOf("en-US")).toEqual({ decimal: ".", isDayFirst: false });
    expect(mannerOf("not a language!")).toEqual({ decimal: ".", isDayFirst: true });
  });
  it("is a number in a format", () => {
    expect(inFormat(46_093, "YYYY-MM-DD")).toBe("2026-03-12");
    expect(inFormat(0.5, "hh:mm")).toBe("12:00");
    expect(inFormat(0.1 + 0.2, "General"), "without the noise of floating point").toBe("0.3");
    expect(inFormat(-5, '#,##0.00 "days"')).toBe("-5");
    expect(inFormat(7, "[Red]0.00")).toBe("7");
    expect(inFormat(0.1, "0.0%")).toBe("10%");
    expect(inFormat(7, "@")).toBeNull();
  });
});

describe("values from one cell to another", () => {
  const at = (id: string, type: string, more = {}): { id: string; item: ReturnType<typeof column> } => ({ id, item: column("", type, more) });
  it("are exactly what they were: the one of two people with a name, a moment with its seconds", () => {
    expect(carried(at("a", "reference"), "p2", at("b", "reference"), reading)).toBe("p2");
    expect(carried(at("a", "instant"), "2026-03-11T13:05:33Z", at("b", "instant"), reading)).toBe("2026-03-11T13:05:33Z");
    expect(carried(at("a", "duration"), "PT1H30M", at("b", "duration"), reading)).toBe("PT1H30M");
    expect(carried(at("a", "reference", { options: { many: "yes" } }), many(["p2", "p1"], true), at("b", "reference", { options: { many: "yes" } }), reading)).toBe("p2, p1");
  });
  it("are words where the columns hold different things", () => {
    const choices = { o: { pos: "0", name: "Open", colour: "risk" } };
    expect(carried(at("a", "choice", { choices }), "o", at("a", "choice", { choices }), reading)).toBe("o");
    expect(carried(at("a", "choice", { choices }), "o", at("b", "choice", { choices }), reading)).toBe("Open");
    expect(carried(at("a", "reference"), "p1", at("b", "text"), reading)).toBe("Chen Wei");
    expect(carried(at("a", "text"), undefined, at("b", "text"), reading)).toBe("");
    expect(copied(column("", "text"), "=1+1", reading)).toBe("'=1+1");
  });
});

describe("a paste over a selection", () => {
  it("repeats a block over a range that is a whole number of times as large", () => {
    expect(tiled([["a"]], 2, 2)).toEqual([["a", "a"], ["a", "a"]]);
    expect(tiled([["a", "b"]], 2, 2)).toEqual([["a", "b"], ["a", "b"]]);
    expect(tiled([["a", "b"]], 3, 3), "what does not fit is pasted once").toEqual([["a", "b"]]);
  });
  it("numbers the rows that it adds", () => {
    const block = blockOf({ no: column("No", "number", { key: "no" }), t: column("Task", "text") }, [["4", "One"]]);
    const plan = planPaste({ section: "x", rows: liveRows(block), columns: liveColumns(block) }, [["Uno"], ["Dos"], ["Tres"]], 0, 1, (at) => ({ no: String(5 + at) }));
    expect(plan.edits).toEqual([
      { edit: "fill", path: "/sections/x/block/rows/r1/cells/t", words: "Uno" },
      { edit: "add_rows", section: "x", after: "r1", rows: [{ no: "5", t: "Dos" }, { no: "6", t: "Tres" }] },
    ]);
  });
});
