/** Cells as a spreadsheet copies and pastes them: tabs between cells, lines between rows, quotes around both. */

export function printTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join("\t")).join("\n");
}

function quoted(cell: string): string {
  return /[\t\n\r"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The cells of a pasted text. A quote is special only where a cell begins with one that is closed. */
export function parseTsv(text: string): string[][] {
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows: string[][] = [[]];
  let at = 0;
  for (;;) {
    const quote = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(source.slice(at));
    const plain = quote ? null : /^[^\t\n]*/.exec(source.slice(at));
    rows[rows.length - 1]?.push(quote ? (quote[1] ?? "").replaceAll('""', '"') : (plain?.[0] ?? ""));
    at += (quote ?? plain)?.[0].length ?? 0;
    if (at >= source.length) return rows;
    if (source[at] === "\n") rows.push([]);
    at += 1;
  }
}

/** Whether a text is more than one cell. */
export const isBlockOfCells = (text: string): boolean => /[\t\n\r]/.test(text.replace(/\r?\n$/, ""));

export { harmless, meant } from "./table/csv";
