/** Words about personal data and its time. */
import type { RetentionRow } from "../../generated/RetentionRow";

/** A number of days as people count: `90 days, about 3 months`. */
export function daysWords(days: number): string {
  const exact = days === 1 ? "1 day" : `${days} days`;
  if (days >= 365 && days % 365 === 0) return `${exact}, ${days === 365 ? "a year" : `${days / 365} years`}`;
  if (days >= 600) return `${exact}, about ${Math.round(days / 365)} years`;
  if (days >= 56) return `${exact}, about ${Math.round(days / 30.4)} months`;
  return days >= 14 && days % 7 === 0 ? `${exact}, ${days / 7} weeks` : exact;
}

/** How kept data stands: when it goes, and what keeps it longer. */
export function standsWords(row: RetentionRow, at: (moment: string) => string): string {
  if (row.stands === "held" && row.hold) {
    const until = row.hold.until ? `until ${at(row.hold.until)}` : "until it is released";
    return `Kept longer ${until}, by ${row.hold.by}: ${row.hold.reason}`;
  }
  if (row.stands === "open") return `Its time was over ${at(row.at)}; it is open in ${row.open_in ?? "an incident"} and waits`;
  if (row.stands === "due") return `Its time was over ${at(row.at)}; it goes within a minute`;
  return `Goes ${at(row.at)}`;
}
