/** Cells as a table of HTML: what spreadsheets and mails put beside the plain text, and take from it. */
import { inFormat } from "./foreign";

/** A cell on its way out. */
export interface OutCell {
  text: string;
  /** The number that it is, for a spreadsheet to count with. */
  number?: number;
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
/** Spaces that a reader of HTML would take together. */
const kept = (text: string): string => text.replace(/^ | $| (?= )/g, "\u00a0").replace(/\n /g, "\n\u00a0").replace(/ \n/g, "\u00a0\n");

/** Cells as a table of HTML, which a spreadsheet or a mail keeps as a table: numbers as numbers, everything else as text. */
export function htmlOf(rows: readonly (readonly (string | OutCell)[])[]): string {
  const lines = rows.map((cells) => `<tr>${cells.map(cellOf).join("")}</tr>`);
  return `<table>${lines.join("")}</table>`;
}

/** The same with the word that keeps a line break of a cell in its cell: without it Excel begins another row. */
export const sheetOf = (table: string): string => `<style>br { mso-data-placement: same-cell; }</style>${table}`;

function cellOf(cell: string | OutCell): string {
  const { text, number } = typeof cell === "string" ? { text: cell, number: undefined } : cell;
  const words = escaped(kept(text)).replaceAll("\n", "<br>");
  if (number !== undefined) return `<td x:num="${number}" sdval="${number}">${words}</td>`;
  // Words that only look like a number or a day, such as a telephone number, stay words.
  return /^[\s\d+\-.,/:%()e]+$/i.test(text) && /\d/.test(text) && !/^\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?$/.test(text) ? `<td sdnum="1033;0;@" style="mso-number-format:'\\@'">${words}</td>` : `<td>${words}</td>`;
}

/** The cells of a table in HTML; null where the text is not one table alone, as words of a page are not. */
export function cellsIn(html: string): string[][] | null {
  if (!/<t[dh][\s>]/i.test(html)) return null;
  // A document that is only parsed runs nothing and loads nothing.
  const page = new DOMParser().parseFromString(html, "text/html");
  const tables = [...page.querySelectorAll("table")].filter((table) => !table.parentElement?.closest("table"));
  const [table] = tables;
  if (!table || tables.length !== 1) return null;
  const formats = formatsOf(page);
  for (const other of page.querySelectorAll("style, script, title, head")) other.remove();
  const around = (page.body.textContent ?? "").length - (table.textContent ?? "").length;
  if (around > 0 && hasWordsAround(page.body, table)) return null;
  return gridOf(table, formats);
}

function hasWordsAround(body: HTMLElement, table: HTMLTableElement): boolean {
  const copy = body.cloneNode(true) as HTMLElement;
  const at = [...body.querySelectorAll("table")].indexOf(table);
  copy.querySelectorAll("table")[at]?.remove();
  return (copy.textContent ?? "").trim() !== "";
}

/** The formats of the classes of a sheet, as Excel writes them: `.xl65 { mso-number-format: "Short Date" }`. */
function formatsOf(page: Document): Map<string, string> {
  const formats = new Map<string, string>();
  const styles = [...page.querySelectorAll("style")].map((style) => style.textContent ?? "").join("\n");
  for (const [, name = "", rules = ""] of styles.matchAll(/\.([\w-]+)\s*\{([^}]*)\}/g)) {
    const format = formatOf(rules);
    if (format) formats.set(name, format);
  }
  return formats;
}

const formatOf = (rules: string): string | undefined => /mso-number-format:\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^;]+)/i.exec(rules)?.[1]?.replace(/^["']|["']$/g, "").replace(/\\(.)/g, "$1").trim();

function gridOf(table: HTMLTableElement, formats: ReadonlyMap<string, string>): string[][] {
  const rows: string[][] = [];
  const own = [...table.querySelectorAll("tr")].filter((row) => row.closest("table") === table);
  own.forEach((row, r) => {
    const line = (rows[r] ??= []);
    let c = 0;
    for (const cell of row.querySelectorAll<HTMLTableCellElement>(":scope > td, :scope > th")) {
      // A place that a cell from above reaches into is taken.
      while (line[c] !== undefined) c += 1;
      const [wide, high] = [spanOf(cell.getAttribute("colspan")), Math.min(spanOf(cell.getAttribute("rowspan")), own.length - r)];
      const text = textOf(cell, formats);
      for (let down = 0; down < high; down += 1) for (let right = 0; right < wide; right += 1) (rows[r + down] ??= [])[c + right] = down === 0 && right === 0 ? text : "";
      c += wide;
    }
  });
  const width = rows.reduce((most, line) => Math.max(most, line.length), 0);
  return rows.map((line) => Array.from({ length: width }, (_, c) => line[c] ?? ""));
}

const spanOf = (written: string | null): number => Math.max(1, Math.min(1000, Number(written ?? 1) || 1));

/** The text of a cell: the number it holds in its format, else its words with their line breaks. */
function textOf(cell: HTMLTableCellElement, formats: ReadonlyMap<string, string>): string {
  const number = cell.getAttribute("sdval") ?? cell.getAttribute("x:num");
  if (number !== null && number.trim() !== "" && /^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(number.trim())) {
    const format = cell.getAttribute("sdnum")?.split(";").slice(2).join(";") ?? formatOf(cell.getAttribute("style") ?? "") ?? [...cell.classList].map((name) => formats.get(name)).find(Boolean) ?? "";
    const read = inFormat(Number(number), format);
    if (read !== null) return read;
  }
  return wordsOf(cell).replace(/[ \t]*\n[ \t]*/g, "\n").replace(/^[ \n\t]+|[ \n\t]+$/g, "").replaceAll("\u00a0", " ");
}

const blocks = new Set(["P", "DIV", "LI", "H1", "H2", "H3", "H4", "H5", "H6", "TR"]);

function wordsOf(node: Node): string {
  let words = "";
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) words += (child.textContent ?? "").replace(/[ \t\r\n]+/g, " ");
    else if (child.nodeName === "BR") words += "\n";
    else if (blocks.has(child.nodeName)) words += `${words === "" || words.endsWith("\n") ? "" : "\n"}${wordsOf(child)}\n`;
    else if (child.nodeType === Node.ELEMENT_NODE) words += wordsOf(child);
  }
  return words;
}
