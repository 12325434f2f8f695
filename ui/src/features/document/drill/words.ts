/** How a drill is told: its clock between two readings, and where its injects stand. */
import { instant } from "../../../components/time";
import type { ClockState } from "../../../components/clock";
import type { DrillRun } from "../../../generated/DrillRun";
import type { InjectRow } from "../../../generated/InjectRow";
import type { InjectState } from "../../../generated/InjectState";
import type { Met } from "../../../generated/Met";

/** How long after its scenario time an inject is overdue, in seconds, as the domain has it. */
const late = 120;

/** What the clock of the scenario shows at `now`, in seconds: it goes on between two readings, and never back. */
export function scenarioAt(run: Pick<DrillRun, "scenario_seconds" | "as_of" | "goes_on">, now: number): number {
  if (!run.goes_on) return run.scenario_seconds;
  return run.scenario_seconds + Math.max(0, Math.floor((now - instant(run.as_of)) / 1000));
}

/** `0:05:09`: hours, minutes and seconds of the scenario. */
export function clockFace(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Where an inject stands while the clock goes on: what waited at the reading may have come to its time since. */
export function stateAt(inject: Pick<InjectRow, "state" | "at_seconds">, shown: number): InjectState | null {
  if (inject.at_seconds === null || (inject.state !== "waits" && inject.state !== "due")) return inject.state;
  const since = shown - inject.at_seconds;
  return since < 0 ? "waits" : since < late ? "due" : "overdue";
}

/** The next inject that is still to come by the clock as it is shown: what comes to its time meanwhile is none any more. */
export function nextAt(injects: readonly Pick<InjectRow, "state" | "at_seconds">[], shown: number): number | null {
  const waiting = injects.filter((inject) => stateAt(inject, shown) === "waits").flatMap((inject) => inject.at_seconds ?? []);
  return waiting.length ? Math.min(...waiting) : null;
}

/** A scenario time as plans write it: `0:15`. */
export function scenarioWords(seconds: number): string {
  return `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}`;
}

export const metWords: Record<string, string> = { yes: "Met", part: "Met in part", no: "Not met" };

/** What stands beside an inject, in two or three words. */
export function stateWords(state: InjectState | null, inject: Pick<InjectRow, "at_seconds" | "is_next" | "met">, shown: number): string {
  const left = inject.at_seconds === null ? 0 : inject.at_seconds - shown;
  switch (state) {
    case null:
      return "";
    case "waits":
      return `${inject.is_next ? "Next, in" : "In"} ${minutes(left)}`;
    case "due":
      return "Due now";
    case "overdue":
      return `Overdue by ${minutes(-left)}`;
    case "any_time":
      return "Any time";
    case "given":
      return "Given";
    case "judged":
      return metWords[inject.met ?? ""] ?? "Judged";
    case "not_given":
      return "Not given";
  }
}

/** The tone of a state, beside its words. */
export function toneOf(state: InjectState | null, met: Met | null): ClockState | "ok" | "quiet" {
  if (state === "overdue" || (state === "judged" && met === "no")) return "overdue";
  if (state === "due" || (state === "judged" && met === "part")) return "risk";
  if (state === "judged") return "ok";
  return state === "given" ? "due" : "quiet";
}

function minutes(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const whole = Math.floor(seconds / 60);
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

/** `6 of 10 given, 3 met, 1 in part, 1 not met`. */
export function sumOf(injects: readonly InjectRow[]): string {
  const given = injects.filter((inject) => inject.state === "given" || inject.state === "judged").length;
  const judged = (met: string, words: string): string => {
    const n = injects.filter((inject) => inject.met === met).length;
    return n ? `, ${n} ${words}` : "";
  };
  return `${given} of ${injects.length} given${judged("yes", "met")}${judged("part", "in part")}${judged("no", "not met")}`;
}
