/** Cells as a spreadsheet copies and pastes them: tabs between cells, lines between rows, quotes around both. */

export function printTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join("\t")).join("\n");
}

// A cell that only begins with a quote is quoted as well: it would otherwise be read as a quoted one.
function quoted(cell: string): string {
  return /[\t\n\r"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The cells of a pasted text. A quote is special only where a cell begins with one that is closed. */
export function parseTsv(text: string): string[][] {
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  // A quote that is not closed anywhere is looked for once, not once for each cell.
  let isClosing = true;
  for (;;) {
    const found = source[at] === '"' && isClosing ? closing(source, at) : -1;
    if (found === -2) isClosing = false;
    if (found >= 0) {
      row.push(source.slice(at + 1, found).replaceAll('""', '"'));
      at = found + 1;
    } else {
      const end = endOf(source, at);
      row.push(source.slice(at, end));
      at = end;
    }
    if (at >= source.length) {
      rows.push(row);
      return rows;
    }
    if (source[at] === "\n") {
      rows.push(row);
      row = [];
    }
    at += 1;
  }
}

function endOf(source: string, at: number): number {
  let end = at;
  while (end < source.length && source[end] !== "\t" && source[end] !== "\n") end += 1;
  return end;
}

/** Where the quote that opens at a place is closed; -1 where what follows is no end of a cell, -2 where nothing closes it. */
function closing(source: string, at: number): number {
  for (let end = source.indexOf('"', at + 1); end >= 0; end = source.indexOf('"', end + 1)) {
    if (source[end + 1] === '"') end += 1;
    else return end + 1 === source.length || source[end + 1] === "\t" || source[end + 1] === "\n" ? end : -1;
  }
  return -2;
}

/** Whether a text is more than one cell. */
export const isBlockOfCells = (text: string): boolean => /[\t\n\r]/.test(text.replace(/\r?\n$/, ""));

/** Room of a paste: a larger one is refused before it is read, so that the window goes on answering. */
export const pasteLimits = { letters: 20_000_000, cells: 400_000 };

/** Why a text is too large to be pasted; null where it is not. */
export function tooLong(letters: number): string | null {
  if (letters <= pasteLimits.letters) return null;
  return `What was copied has ${Math.ceil(letters / 1_000_000)} million letters, more than the ${pasteLimits.letters / 1_000_000} million that can be pasted at once. Nothing was changed. Copy fewer rows, or save the sheet as CSV and import it in parts.`;
}

/** Why cells are too many to be pasted; null where they are not. */
export function tooMany(cells: readonly (readonly string[])[]): string | null {
  const n = cells.reduce((sum, line) => sum + line.length, 0);
  if (n <= pasteLimits.cells) return null;
  return `What was copied has ${n.toLocaleString("en")} cells, more than the ${pasteLimits.cells.toLocaleString("en")} that can be pasted at once. Nothing was changed. Copy fewer rows, and paste the others below them.`;
}

export { harmless, meant } from "./table/csv";
