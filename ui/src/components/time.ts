/**
 * Times and durations as people read them. Instants are RFC 3339 strings on the bridge and
 * milliseconds here; the zone is always passed in, never taken from the machine.
 */

/** Milliseconds since the epoch of an RFC 3339 instant. A zone annotation in brackets is allowed. */
export function instant(text: string): number {
  const ms = Date.parse(text.replace(/\[.*\]$/, "").replace(/(\.\d{3})\d+/, "$1"));
  if (Number.isNaN(ms)) throw new RangeError(`not an instant: ${text}`);
  return ms;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** From here on seconds say nothing any more: days and hours. */
const dayHours = 100;
const daysAndHours = (hours: number): string => `${Math.floor(hours / 24)} d ${hours % 24} h`;

/**
 * A span as a clock shows it: `mm:ss` below an hour, `h:mm:ss` above, days and hours from 100 hours
 * on. The sign is left out.
 */
export function span(ms: number): string {
  const total = Math.floor(Math.abs(ms) / 1000);
  if (total >= dayHours * 3600) return daysAndHours(Math.floor(total / 3600));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = total % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
}

/** A span that keeps its width: `hh:mm:ss`, for the time since the declaration. */
export function longSpan(ms: number): string {
  const total = Math.floor(Math.abs(ms) / 1000);
  if (total >= dayHours * 3600) return daysAndHours(Math.floor(total / 3600));
  return `${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
}

/**
 * What a clock with a deadline shows at `now`: the time left, or, once it has passed, the time
 * since. What shows 00:00 is overdue: from the moment of the deadline on nothing is left.
 */
export function countdown(deadline: number, now: number): { overdue: boolean; text: string } {
  const left = deadline - now;
  if (left <= 0) return { overdue: true, text: span(left) };
  // Rounded up, so that the last second shows as 00:01.
  return { overdue: false, text: span(Math.ceil(left / 1000) * 1000) };
}

/** A duration in words for rules and rows: `45 s`, `20 min`, `2 h`, `1 h 30 min`, `3 d`. */
export function durationWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48 && minutes % 1440 === 0) return `${minutes / 1440} d`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** Milliseconds of an ISO 8601 duration or of jiff's friendly form (`20m`, `1h 30m`); null when it is neither. */
export function durationMs(text: string): number | null {
  const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(text.trim());
  const friendly =
    /^(?:(\d+)\s*w\w*)?\s*(?:(\d+)\s*d\w*)?\s*(?:(\d+)\s*h\w*)?\s*(?:(\d+)\s*m(?:in\w*)?)?\s*(?:(\d+)\s*s\w*)?$/i.exec(
      text.trim(),
    );
  const parts = iso ?? friendly;
  if (!parts || !/\d/.test(text)) return null;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (
    ((weeks ?? 0) * 604_800 + (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000
  );
}

// Intl objects cost about 50 µs each; the board asks for dozens per second.
const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${name}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options });
    formats.set(key, found);
  }
  return found;
}

/** Wall time in `zone`, `14:47`. */
export function wall(ms: number, zone: string): string {
  return format(zone, "wall", { hour: "2-digit", minute: "2-digit" }).format(ms);
}

/** Wall time with seconds in `zone`, `14:47:12`. */
export function wallSeconds(ms: number, zone: string): string {
  return format(zone, "seconds", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(ms);
}

/** The day in `zone`, `Wed 11 Mar`. */
export function day(ms: number, zone: string): string {
  return format(zone, "day", { weekday: "short", day: "numeric", month: "short" }).format(ms).replace(",", "");
}

/** Day and year in `zone`, `11 Mar 2026`. */
export function date(ms: number, zone: string): string {
  return format(zone, "date", { day: "numeric", month: "short", year: "numeric" }).format(ms);
}

/** The time alone for the day of `now`, else the day before it: `14:47`, `2 Mar`, `2 Mar 2025`. */
export function shortMoment(ms: number, now: number, zone: string): string {
  if (date(ms, zone) === date(now, zone)) return wall(ms, zone);
  const year = format(zone, "year", { year: "numeric" });
  if (year.format(ms) !== year.format(now)) return date(ms, zone);
  return format(zone, "short", { day: "numeric", month: "short" }).format(ms);
}

/** Milliseconds at which a day, written `2026-05-01`, begins in UTC; null for anything else. */
function dayStart(text: string): number | null {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** A day written `2026-05-01` as people read it: `1 May`, with the year when it is another one. Other text stays as it is. */
export function shortDay(text: string, now: number, zone: string): string {
  const ms = dayStart(text);
  if (ms === null) return text;
  const thisYear = format(zone, "year", { year: "numeric" }).format(now) === text.slice(0, 4);
  return thisYear ? format("UTC", "short", { day: "numeric", month: "short" }).format(ms) : date(ms, "UTC");
}

/** How long ago a day is that should not have passed: `12 days late`. Today is not late; it stays a day. */
export function daysLate(text: string, now: number, zone: string): string {
  const ms = dayStart(text);
  const today = dayStart(format(zone, "iso", { year: "numeric", month: "2-digit", day: "2-digit" }).format(now).split("/").reverse().join("-"));
  const days = ms === null || today === null ? 0 : Math.round((today - ms) / 86_400_000);
  return days > 0 ? `${days} ${days === 1 ? "day" : "days"} late` : shortDay(text, now, zone);
}

/** The time of a deadline: `14:49:42` today, with its day otherwise. */
export function deadlineWords(ms: number, now: number, zone: string): string {
  const time = wallSeconds(ms, zone);
  return date(ms, zone) === date(now, zone) ? time : `${day(ms, zone)} ${time}`;
}

/** The last part of a zone's name as people say it: `Berlin` for `Europe/Berlin`. */
export function zoneCity(zone: string): string {
  return (zone.split("/").pop() ?? zone).replaceAll("_", " ");
}
