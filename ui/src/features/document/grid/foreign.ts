/**
 * What a spreadsheet writes, in the words of Bridgebook's columns: numbers with signs between their thousands, days in the
 * order of a country, spans as clocks. What is not understood stays as it is written; the column then says that it does not fit.
 */
import type { Column } from "../../../generated/Column";

/** How numbers and days are written where a text comes from. */
export interface Manner {
  decimal: "." | ",";
  /** Whether the day stands before the month. */
  isDayFirst: boolean;
}

/** The manner of a language, such as `de-DE`. */
export function mannerOf(language: string): Manner {
  try {
    const decimal = new Intl.NumberFormat(language).formatToParts(1.5).find((part) => part.type === "decimal")?.value === "," ? "," : ".";
    const parts = new Intl.DateTimeFormat(language).formatToParts(0).map((part) => part.type);
    return { decimal, isDayFirst: parts.indexOf("day") < parts.indexOf("month") };
  } catch {
    return { decimal: ".", isDayFirst: true };
  }
}

const numeric = new Set(["number", "percent"]);
const dated = new Set(["date", "instant"]);
const slashed = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?=$|[ ,T])/;

/**
 * The manner of cells that are pasted together: what one of them can only mean says how the others are meant, and where none
 * does, the manner of the language. `columns` holds the column of each place of a line.
 */
export function mannerIn(cells: readonly (readonly string[])[], columns: readonly (Column | undefined)[], usual: Manner): Manner {
  const manner = { ...usual };
  let [isDayKnown, isDecimalKnown] = [false, false];
  for (const line of cells) {
    for (const [at, cell] of line.entries()) {
      const type = columns[at]?.type ?? "";
      if (!isDecimalKnown && numeric.has(type)) {
        const sign = decimalOf(cell);
        if (sign) [manner.decimal, isDecimalKnown] = [sign, true];
      } else if (!isDayKnown && dated.has(type)) {
        const found = slashed.exec(cell.trim());
        const [first, second] = [Number(found?.[1]), Number(found?.[3])];
        if (found && first > 12 !== second > 12) [manner.isDayFirst, isDayKnown] = [first > 12, true];
      }
    }
    if (isDayKnown && isDecimalKnown) break;
  }
  return manner;
}

/** The decimal sign that a number can only have; null where it says nothing. */
function decimalOf(cell: string): "." | "," | null {
  const text = cell.replace(/[^\d.,]/g, "");
  const [dots, commas] = [text.split(".").length - 1, text.split(",").length - 1];
  if (dots > 0 && commas > 0) return text.lastIndexOf(".") > text.lastIndexOf(",") ? "." : ",";
  if (dots > 1) return ",";
  if (commas > 1) return ".";
  const only = dots === 1 ? "." : commas === 1 ? "," : null;
  if (only === null) return null;
  // Three digits behind one sign may be thousands; any other number of digits may not.
  const behind = text.length - 1 - text.indexOf(only);
  return behind === 3 && text.indexOf(only) > 0 && text.indexOf(only) <= 3 && !text.startsWith("0") ? null : only;
}

/** A cell of a spreadsheet as its column reads it. */
export function understood(cell: string, column: Column, manner: Manner): string {
  const text = cell.trim();
  if (text === "") return cell;
  switch (column.type) {
    case "number":
    case "percent":
      return numberIn(text, column, manner) ?? cell;
    case "date":
      return dayIn(text, manner) ?? cell;
    case "instant": {
      const found = slashed.exec(text);
      const day = found ? dayIn(found[0], manner) : null;
      return day ? `${day} ${text.slice(found?.[0].length ?? 0).replace(/^[ ,T]+/, "")}`.trim() : cell;
    }
    case "time":
      return clockIn(text) ?? cell;
    case "duration": {
      const found = /^(\d+):(\d{2}):(\d{2})$/.exec(text);
      return found && Number(found[2]) < 60 && Number(found[3]) < 60 ? `PT${Number(found[1])}H${Number(found[2])}M${Number(found[3])}S` : cell;
    }
    default:
      return cell;
  }
}

function numberIn(text: string, column: Column, { decimal }: Manner): string | null {
  const unit = column.options?.["unit"] ?? "";
  let bare = text.replaceAll("\u2212", "-");
  if (unit !== "" && bare.endsWith(unit)) bare = bare.slice(0, -unit.length).trim();
  if (column.type === "percent") bare = bare.replace(/\s*%$/, "");
  // Brackets around a number are how accountants write a minus.
  const inBrackets = /^\((.+)\)$/.exec(bare);
  if (inBrackets) bare = `-${inBrackets[1]}`;
  const group = decimal === "." ? "," : ".";
  const grouped = new RegExp(`^[+-]?\\d{1,3}([${group}'’\\u00a0\\u202f ]\\d{3})*(\\${decimal}\\d+)?$`);
  const plain = new RegExp(`^[+-]?\\d+(\\${decimal}\\d+)?$`);
  if (grouped.test(bare) || plain.test(bare)) return bare.replace(new RegExp(`[${group}'’\\u00a0\\u202f ]`, "g"), "").replace(decimal, ".");
  // A number with the other sign, which can be no thousands.
  if (decimalOf(bare) === group && /^[+-]?\d+[.,]\d+$/.test(bare)) return bare.replace(",", ".");
  return null;
}

function dayIn(text: string, { isDayFirst }: Manner): string | null {
  const found = slashed.exec(text);
  if (!found || found[0].length !== text.length) return null;
  const [first, second, year] = [Number(found[1]), Number(found[3]), Number(found[4])];
  const isFirst = first > 12 ? true : second > 12 ? false : isDayFirst;
  const [day, month] = isFirst ? [first, second] : [second, first];
  // A year of two digits means what spreadsheets take it for.
  const whole = (found[4] ?? "").length === 4 ? year : year + (year < 50 ? 2000 : 1900);
  return isoDay(whole, month, day);
}

function isoDay(year: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null;
  return at.toISOString().slice(0, 10);
}

function clockIn(text: string): string | null {
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)$/i.exec(text);
  if (!found) return null;
  const hour = (Number(found[1]) % 12) + (/^p/i.test(found[4] ?? "") ? 12 : 0);
  if (Number(found[1]) > 12 || Number(found[2]) > 59) return null;
  return `${String(hour).padStart(2, "0")}:${found[2]}${found[3] ? `:${found[3]}` : ""}`;
}

/** The formats that Excel calls by a name. */
const named: Record<string, string> = {
  general: "", standard: "0", fixed: "0", currency: "0", scientific: "0", percent: "0%", "short date": "yyyy-mm-dd", "medium date": "yyyy-mm-dd", "long date": "yyyy-mm-dd",
  "general date": "yyyy-mm-dd hh:mm", "short time": "hh:mm", "medium time": "hh:mm", "long time": "hh:mm:ss",
};

/** A number of a spreadsheet in the format that its cell has: a day, a moment, a clock, a share or a number; null for a text. */
export function inFormat(number: number, format: string): string | null {
  if (!Number.isFinite(number)) return null;
  // Names in quotes, colours and the countries of currencies say nothing about the kind of number.
  const code = named[format.trim().toLowerCase()] ?? format.replace(/"[^"]*"|\\.|\[(?!h+\])[^\]]*\]/gi, "");
  if (code === "@") return null;
  if (code.includes("%")) return `${plain(number * 100)}%`;
  const isSpan = /\[h+\]/i.test(code);
  const hasDay = !isSpan && /[ydj]|tt/i.test(code) && !/general|standard/i.test(code);
  const hasClock = /h/i.test(code);
  if (isSpan) {
    const seconds = Math.round(number * 86_400);
    const two = (n: number): string => String(n).padStart(2, "0");
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
  if (hasDay || hasClock) {
    // Day 0 of spreadsheets; the second that floating numbers miss is rounded back.
    const at = new Date(Date.UTC(1899, 11, 30) + Math.round(number * 86_400) * 1000);
    if (Number.isNaN(at.getTime())) return null;
    const [day, clock] = at.toISOString().replace(/:00\.000Z$|\.000Z$/, "").split("T");
    if (hasDay && hasClock) return `${day} ${clock}`;
    return (hasDay ? day : clock) ?? null;
  }
  return plain(number);
}

/** A number without an exponent, and without the noise of floating point. */
function plain(number: number): string {
  const short = Number(number.toPrecision(15));
  const text = String(short);
  return /e/.test(text) ? short.toFixed(20).replace(/\.?0+$/, "") : text;
}
