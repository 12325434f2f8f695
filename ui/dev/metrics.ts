// What the fake bridge counts: seven incidents of half a year, and an exercise.
import type { MetricFigure } from "../src/generated/MetricFigure";
import type { MetricFilter } from "../src/generated/MetricFilter";
import type { MetricIncident } from "../src/generated/MetricIncident";
import type { MetricRow } from "../src/generated/MetricRow";
import type { MetricSpread } from "../src/generated/MetricSpread";
import type { MetricsReading } from "../src/generated/MetricsReading";
import type { Unit } from "../src/generated/Unit";

type Known = MetricIncident & { resolve: number | null; acknowledge: number | null; kept: number | null };
const one = (id: string, number: string, title: string, severity: string, declared_at: string, resolve: number | null, acknowledge: number | null, kept: number | null, exercise = false): Known => ({ id, number, title, severity, state: resolve === null ? "identified" : "closed", declared_at, exercise, resolve, acknowledge, kept });

const all: Known[] = [
  one("inc-2041", "INC-2041", "Checkout: card payments failing in EU", "SEV1", "2026-03-11T13:05:00Z", null, 240, 50),
  one("inc-2040", "INC-2040", "Search slow in the Nordic shops", "SEV2", "2026-02-26T08:40:00Z", 6480, 420, 100),
  one("inc-2039", "INC-2039", "Voucher type refused", "SEV3", "2026-02-09T15:20:00Z", 25_200, 1500, null),
  one("inc-2038", "INC-2038", "Orders confirmed twice", "SEV1", "2026-01-21T19:02:00Z", 9240, 180, 83.3),
  one("ex-3", "EX-3", "EXERCISE: payments down", "SEV1", "2026-01-14T09:00:00Z", 3600, 60, 100, true),
  one("inc-2037", "INC-2037", "Support portal unreachable", "SEV2", "2025-12-18T06:11:00Z", 3900, 600, 100),
  one("inc-2036", "INC-2036", "Wrong prices after an import", "SEV1", "2025-11-28T10:30:00Z", 5100, 300, 75),
  one("inc-2035", "INC-2035", "Delivery dates missing", "SEV3", "2025-10-07T12:15:00Z", 14_400, null, null),
];

function spanWords(seconds: number): string {
  const parts = [[Math.floor(seconds / 3600), "h"], [Math.floor(seconds / 60) % 60, "min"], [seconds % 60, "s"]] as const;
  return parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`).join(" ") || "0 min";
}
const figure = (unit: Unit, value: number): MetricFigure => ({ value, words: unit === "span" ? spanWords(value) : unit === "share" ? `${value} %` : String(value) });

/** Nearest rank, as the domain counts it. */
function spread(unit: Unit, severity: string, values: number[]): MetricSpread {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (percent: number): MetricFigure | null => {
    const found = sorted[Math.max(1, Math.ceil((sorted.length * percent) / 100)) - 1];
    return found === undefined ? null : figure(unit, found);
  };
  return { severity, n: sorted.length, median: rank(50), p90: rank(90) };
}

function row(id: string, name: string, definition: string, unit: Unit, unit_name: string, list: Known[], of: (known: Known) => number | null, why: string): MetricRow {
  const values = (own: Known[]): number[] => own.flatMap((known) => of(known) ?? []);
  const severities = [...new Set(list.map((known) => known.severity))].sort();
  return {
    id,
    name,
    definition,
    unit,
    unit_name,
    all: spread(unit, "", values(list)),
    by_severity: severities.map((severity) => spread(unit, severity, values(list.filter((known) => known.severity === severity)))),
    values: list.map((known) => {
      const value = of(known);
      return { incident: known.id, figure: value === null ? null : figure(unit, value), note: value === null ? why : "" };
    }),
  };
}

export function metrics(filter: MetricFilter, isEmpty = false): MetricsReading {
  const asked = isEmpty ? [] : all.filter((known) => !filter.severity || known.severity === filter.severity).filter((known) => !filter.from || known.declared_at >= filter.from);
  const list = asked.filter((known) => filter.exercises || !known.exercise);
  return {
    as_of: "2026-03-11T13:47:12Z",
    from: null,
    to: null,
    rank: "Median and 90th percentile by nearest rank: the smallest value that at least half, or 90 %, of the values do not exceed.",
    incidents: list.map(({ id, number, title, severity, state, declared_at, exercise }) => ({ id, number, title, severity, state, declared_at, exercise })),
    exercises_left_out: asked.length - list.length,
    severities: isEmpty ? [] : ["SEV1", "SEV2", "SEV3"],
    metrics: [
      row("time-to-acknowledge", "Time to acknowledge (MTTA)", "First acknowledgement by a person less detected.", "span", "seconds", list, (known) => known.acknowledge, "Nobody has acknowledged a call of it."),
      row("time-to-resolve", "Time to resolve (MTTR)", "Resolved less detected; the R is resolved, and after a reopening the last time counts.", "span", "seconds", list, (known) => known.resolve, "It is not resolved."),
      row("promises-kept", "Promises kept", "Next updates sent by the time promised, of those whose time has come.", "share", "percent", list, (known) => known.kept, "No promise of a next update has come to its time."),
      row("time-to-detect", "Time to detect (MTTD)", "From when it began to when it was detected; only where detection is known and a report or the action plan of the incident says when it began.", "span", "seconds", list, () => null, "Neither a report nor the action plan says when it began."),
    ],
  };
}
