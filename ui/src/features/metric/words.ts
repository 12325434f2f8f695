/** Numbers of metrics in words, and what a chart draws of them. */
import { instant } from "../../components/time";
import type { MetricFigure } from "../../generated/MetricFigure";
import type { MetricIncident } from "../../generated/MetricIncident";
import type { MetricRow } from "../../generated/MetricRow";
import type { MetricsReading } from "../../generated/MetricsReading";
import type { Unit } from "../../generated/Unit";

/** A chart says something from so many values on; fewer are read in the table. */
export const enough = 3;

/** A figure in words; a dash for none. */
export const words = (figure: MetricFigure | null): string => figure?.words ?? "–";

/** A short mark of an axis: `45 s`, `15 min`, `2.5 h`, `90 %`. */
export function mark(unit: Unit, value: number): string {
  const short = (n: number): string => String(Math.round(n * 10) / 10);
  if (unit === "share") return `${short(value)} %`;
  if (unit !== "span") return short(value);
  if (value === 0) return "0";
  if (value < 120) return `${short(value)} s`;
  if (value < 7200) return `${short(value / 60)} min`;
  return `${short(value / 3600)} h`;
}

/** The steps, in the unit of the values, at which the marks of an axis are round. */
export function steps(unit: Unit): number[] {
  const decimal = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
  if (unit !== "span") return unit === "count" ? decimal.filter((step) => step >= 1) : decimal;
  return [1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 2_592_000, 8_640_000];
}

/** One incident with its value. */
export interface Point {
  incident: MetricIncident;
  /** When it was declared, in seconds. */
  at: number;
  value: number;
}

/** The values of a metric in the order of the declarations. */
export function points(row: MetricRow, incidents: readonly MetricIncident[]): Point[] {
  const known = new Map(incidents.map((incident) => [incident.id, incident]));
  const list = row.values.flatMap((each): Point[] => {
    const incident = known.get(each.incident);
    return incident && each.figure ? [{ incident, at: instant(incident.declared_at) / 1000, value: each.figure.value }] : [];
  });
  return list.sort((a, b) => a.at - b.at);
}

/** What is counted, in a sentence. */
export function counted(reading: MetricsReading): string {
  const many = (n: number, one: string, more: string): string => (n === 1 ? `1 ${one}` : `${n} ${more}`);
  const incidents = many(reading.incidents.length, "incident", "incidents");
  const left = reading.exercises_left_out;
  return left ? `${incidents}; ${many(left, "exercise is", "exercises are")} left out` : incidents;
}

/** What a chart shows, for those who do not see it. */
export function described(row: MetricRow): string {
  return `${row.name} of ${row.all.n} incidents by the time of their declaration. Median ${words(row.all.median)}, 90th percentile ${words(row.all.p90)}. The table below has each value.`;
}

/** A metric as a line of the list. */
export interface MetricLine {
  id: string;
  name: string;
  definition: string;
  /** How it stands to its target, where that is missed. */
  sign?: string;
  /** Its numbers under the heads; a line without any takes the whole width. */
  cells: readonly string[];
}

export const incidentHeads = ["n", "Median", "90th percentile"];

export const incidentLines = (reading: MetricsReading): MetricLine[] =>
  reading.metrics.map(({ id, name, definition, all }) => ({ id, name, definition, cells: [String(all.n), words(all.median), words(all.p90)] }));
