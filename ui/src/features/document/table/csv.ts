/** Reading CSV as spreadsheets write it: comma, semicolon or tab, quotes, any line end. */

/** Characters that make a spreadsheet run a cell; our own CSV puts an apostrophe before them. */
const formula = /^'+[=+\-@\t\r]/;

/** A cell as it was meant: the apostrophe that made it harmless is taken off. */
export const meant = (cell: string): string => (formula.test(cell) ? cell.slice(1) : cell);

/** A cell that no spreadsheet runs; a plain number stays one. */
export const harmless = (cell: string): string => (/^'*[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+([.,]\d+)?$/.test(cell) ? `'${cell}` : cell);

/** The cells of a CSV file. A quote that is never closed is read to the end of its line, not of the file. */
export function parseCsv(text: string): string[][] {
  const source = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const sign = delimiterOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < source.length) {
    let cell: string;
    const end = source[at] === '"' ? closingQuote(source, at, sign) : -1;
    if (end >= 0) {
      cell = source.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      let stop = at;
      while (stop < source.length && source[stop] !== sign && source[stop] !== "\n") stop += 1;
      cell = source.slice(at, stop);
      at = stop;
    }
    row.push(meant(cell));
    if (source[at] === sign) {
      at += 1;
      if (at === source.length || source[at] === "\n") row.push("");
    }
    if (at >= source.length || source[at] === "\n") {
      rows.push(row);
      row = [];
      at += 1;
    }
  }
  return rows;
}

/** Where a quoted cell ends; -1 where the quote is no quote: never closed, or closed within a word. */
function closingQuote(source: string, at: number, sign: string): number {
  for (let end = source.indexOf('"', at + 1); end >= 0; end = source.indexOf('"', end + 1)) {
    if (source[end + 1] === '"') end += 1;
    else return end + 1 === source.length || source[end + 1] === sign || source[end + 1] === "\n" ? end : -1;
  }
  return -1;
}

/** The sign that stands most often in the first line. */
function delimiterOf(source: string): string {
  const line = source.slice(0, source.indexOf("\n") >= 0 ? source.indexOf("\n") : source.length);
  const count = (sign: string): number => line.split(sign).length - 1;
  return [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
