/** How the lines of a rehearsal are told. */
import { day, instant, wall } from "../../../components/time";
import type { IconName } from "../../../components/icons";
import type { Callee } from "../../../generated/Callee";
import type { RehearsalStep } from "../../../generated/RehearsalStep";
import type { Reply } from "../../../generated/Reply";

export const replies: readonly { value: Reply; label: string }[] = [
  { value: "no_answer", label: "nobody answers" },
  { value: "acknowledges", label: "whoever is called acknowledges" },
  { value: "declines", label: "whoever may declines" },
];

/** What one level can be supposed to do; a level that must not decline is not offered it. */
export function repliesOf(step: RehearsalStep): { value: Reply | ""; label: string }[] {
  return [
    { value: "", label: "as supposed above" },
    { value: "acknowledges", label: "acknowledges" },
    ...(step.may_decline ? [{ value: "declines" as const, label: "declines" }] : []),
    { value: "no_answer", label: "no answer" },
  ];
}

const verbs: Record<RehearsalStep["kind"], string> = {
  called: "called",
  told: "told",
  skipped: "skipped",
  held: "clock holds",
  acknowledged: "acknowledges",
  declined: "declines",
  exhausted: "nobody is left",
};
export const verbOf = (step: RehearsalStep): string => verbs[step.kind];

export const after = (step: RehearsalStep): string => (step.after_seconds === 0 ? "at once" : `+ ${step.after}`);

/** Who is shown in full: those called, and stand-ins only where they are needed. */
export function shownOf(step: RehearsalStep): Callee[] {
  const needsBackup = !step.callees.some((c) => !c.is_backup && isThere(c));
  return step.callees.filter((c) => !c.is_backup || needsBackup);
}
export const hiddenBackups = (step: RehearsalStep): string[] => {
  const shown = shownOf(step);
  return step.callees.filter((c) => !shown.includes(c)).map((c) => c.name);
};

export const isThere = (callee: Callee): boolean => callee.cut === "" && callee.duty.kind !== "away";

export function signOf(callee: Callee): IconName {
  if (callee.cut) return "offline";
  if (callee.duty.kind === "away") return "away";
  if (callee.duty.kind === "unknown" && callee.local === "") return "question";
  return callee.is_night ? "night" : "daylight";
}

/** `Sun 03:10 Madrid, night, on shift`. */
export function whereOf(callee: Callee, zone: string, kind: RehearsalStep["kind"]): string {
  const local = callee.local ? `${callee.local} ${callee.place}${callee.is_night ? ", night" : ""}` : "time zone not known";
  const { duty } = callee;
  // Authorities are told at any hour.
  const passed = kind === "called" ? ", not called" : "";
  const until = (at: string): string => `${day(instant(at), zone)} ${wall(instant(at), zone)}`;
  const shift = {
    works: () => "in their hours",
    away: () => (duty.kind === "away" && duty.until ? `not on shift until ${until(duty.until)}${passed}` : `not on shift${passed}`),
    unknown: () => "hours not known",
  }[duty.kind]();
  return `${local}, ${shift}`;
}
