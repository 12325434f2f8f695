/** The metrics of cases in words. */
import type { CaseGoLive } from "../../generated/CaseGoLive";
import type { CaseMetricRow } from "../../generated/CaseMetricRow";
import type { CaseMetricsReading } from "../../generated/CaseMetricsReading";
import type { CaseSpread } from "../../generated/CaseSpread";
import type { TuningProposal } from "../../generated/TuningProposal";
import { words, type MetricLine } from "./words";

const many = (n: number, one: string, more: string): string => (n === 1 ? `1 ${one}` : `${n} ${more}`);

/** What is counted, in a sentence. */
export function casesCounted(reading: CaseMetricsReading): string {
  const cases = many(reading.cases, "case", "cases");
  const left = reading.exercises_left_out;
  return left ? `${cases}; ${many(left, "case of an exercise is", "cases of exercises are")} left out` : cases;
}

/** That nothing was found, by what was asked for: of a document, in a time, or both. */
export function noneOf(ofDocument: boolean, inTime: boolean): string {
  if (!ofDocument) return "No case was opened in that time.";
  return inTime ? "No case of that document was opened in that time." : "That document has no case yet that is counted.";
}

/** A confidence with at most one decimal: more of them are noise of the sum. */
export const percentWords = (value: number): string => `${Math.round(value * 10) / 10} %`;

/** The middle of a spread: the median of spans, else the share or the number. */
export const middle = (spread: CaseSpread | null): string => (spread ? words(spread.whole ?? spread.median) : "–");

/** What a chart by weeks shows, for those who do not see it. */
export function weeksDescribed(row: CaseMetricRow, live: CaseGoLive | null): string {
  const over = row.unit === "span" ? `Median ${words(row.all.median)}, 90th percentile ${words(row.all.p90)}` : `Over all ${words(row.all.whole)}`;
  const from = live ? ` A line stands at ${live.day}, the go-live date.` : "";
  return `${row.name} by week, ${many(row.weeks.length, "week", "weeks")} with ${many(row.all.n, "case", "cases")}. ${over}.${from} The table below has each week.`;
}

/** A rule's threshold in a few words: what it is, and what it could be. */
export function thresholdWords(proposal: TuningProposal): string {
  return proposal.then === null ? `${percentWords(proposal.now)}, stays` : `${percentWords(proposal.now)}, could be ${percentWords(proposal.then)}`;
}

/** Whether a case needed a human, in words. */
export const neededWords = (needed: boolean | null): string => (needed === null ? "not known" : needed ? "a human" : "no human");

/** The line of the list below the metrics, with which rules are looked at. */
const tuning: MetricLine = {
  id: "tuning",
  name: "Thresholds of rules",
  definition: "Missed and false escalations by rule and by confidence of the AI, and the threshold that past cases speak for.",
  cells: [],
};

export const caseHeads = (reading: CaseMetricsReading): string[] => ["n", "Median, share or number", "90th percentile", ...(reading.go_live ? ["Before", "After"] : [])];

export function caseLines(reading: CaseMetricsReading): MetricLine[] {
  const standing = new Map(reading.targets.map((target) => [target.metric, target.standing]));
  const signs: Record<string, string> = { too_low: "below its target", too_high: "above its target" };
  const lines = reading.metrics.map(({ id, name, definition, all, before, after }) => ({
    id,
    name,
    definition,
    sign: signs[standing.get(id) ?? ""],
    cells: [String(all.n), middle(all), words(all.p90), ...(reading.go_live ? [middle(before), middle(after)] : [])],
  }));
  return [...lines, tuning];
}
