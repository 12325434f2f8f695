/** How past incidents under the rules are told. */
import type { Beside } from "../../../generated/Beside";
import type { PlayedUpdate } from "../../../generated/PlayedUpdate";
import type { ReplayedIncident } from "../../../generated/ReplayedIncident";
import type { ReplayTotals } from "../../../generated/ReplayTotals";
import { durationWords } from "../../../components/time";

const span = (seconds: number): string => durationWords(Math.abs(seconds) * 1000);

/** `12 min later than due`; empty where either is not known. */
export function besideWords(beside: Beside): string {
  const later = beside.later_seconds;
  if (later === null) return "";
  return later === 0 ? "when it was due" : `${span(later)} ${later > 0 ? "later" : "earlier"} than due`;
}

/** What became of an update that would have been due. */
export function outcomeOf(update: PlayedUpdate): string {
  const { outcome } = update;
  if (outcome.kind === "given") return "given in time";
  if (outcome.kind === "late") return `given ${span(outcome.by_seconds)} late`;
  return outcome.kind === "missed" ? "not given" : "not known";
}

/** What of an incident stands out, in the order in which it matters. */
export function remarksOf(incident: ReplayedIncident): string[] {
  const missed = incident.updates.filter((update) => update.outcome.kind === "missed").length;
  const late = incident.updates.filter((update) => update.outcome.kind === "late").length;
  return [
    incident.warnings.length ? "a call reaches nobody" : "",
    incident.climbed > 1 ? `${incident.climbed} levels called before somebody took it` : "",
    missed ? `${missed} ${missed === 1 ? "update" : "updates"} not given` : "",
    late ? `${late} late` : "",
  ].filter(Boolean);
}

/** Sums, a sentence each. */
export function sumsOf(totals: ReplayTotals): string[] {
  const late = (what: string, n: number, of: number, seconds: number): string => (of === 0 ? "" : `${what}: ${n} of ${of} late${n ? `, by ${span(seconds)} in all` : ""}.`);
  const unknown = totals.unknown ? `, ${totals.unknown} to audiences of which nothing is known` : "";
  return [
    `${totals.incidents} ${totals.incidents === 1 ? "incident" : "incidents"}, ${totals.calls} ${totals.calls === 1 ? "call" : "calls"}; a second level is called in ${totals.climbed}, a call reaches nobody in ${totals.unreached}.`,
    late("Taken", totals.taken_late, totals.taken_known, totals.taken_late_seconds),
    late("First update", totals.first_late, totals.first_known, totals.first_late_seconds),
    totals.due ? `${totals.due} ${totals.due === 1 ? "update" : "updates"} would have been due: ${totals.given} given in time, ${totals.late} late${totals.late ? ` by ${span(totals.late_seconds)} in all` : ""}, ${totals.missed} not given${unknown}.` : "",
  ].filter(Boolean);
}
