/** Spans of time as `crates/domain/src/duration.rs` reads and prints them; in ms. */
const units: Record<string, number> = {};
for (const [names, seconds] of [
  ["s sec secs second seconds", 1],
  ["m min mins minute minutes", 60],
  ["h hr hrs hour hours", 3600],
  ["d day days", 86_400],
  ["w week weeks", 604_800],
] as const)
  for (const name of names.split(" ")) units[name] = seconds * 1000;

/** `30`, `1:30`, `PT1H30M`, `1 h and 30 min`, `2 days`; null for what is no span. */
export function parseSpan(text: string): number | null {
  const trimmed = text.trim();
  const clock = /^(\d+):(\d+)$/.exec(trimmed);
  if (clock) return Number(clock[2]) < 60 ? (Number(clock[1]) * 60 + Number(clock[2])) * 60_000 : null;
  const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(trimmed);
  if (iso) {
    const [w, d, h, m, s] = iso.slice(1).map((part) => Number(part ?? 0));
    return /\d/.test(trimmed) ? (((w ?? 0) * 7 + (d ?? 0)) * 86_400 + (h ?? 0) * 3600 + (m ?? 0) * 60 + (s ?? 0)) * 1000 : null;
  }
  let rest = trimmed.toLowerCase().replaceAll(",", " ").trim();
  let total = 0;
  if (rest === "") return null;
  while (rest !== "") {
    const part = /^(\d*\.?\d+|\d+\.)\s*(\p{L}*)\s*(?:and )?\s*/u.exec(rest);
    if (!part) return null;
    rest = rest.slice(part[0].length);
    const unit = part[2] === "" ? (total === 0 && rest === "" ? 60_000 : undefined) : units[part[2] ?? ""];
    if (unit === undefined) return null;
    total += Number(part[1]) * unit;
  }
  return Math.round(total);
}

/** `1 h 30 min`, `45 s`, `0 min`. */
export function printSpan(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const parts: [number, string][] = [[Math.floor(seconds / 3600), "h"], [Math.floor(seconds / 60) % 60, "min"], [seconds % 60, "s"]];
  const words = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`);
  return words.length === 0 ? "0 min" : words.join(" ");
}
