// The updates that the sample's plan plans for a time of day, and what the window does to them.
import type { Intent } from "../src/generated/Intent";
import type { PlannedUpdate } from "../src/generated/PlannedUpdate";

const row = (name: string, wall: string, rhythm: string, next: string | null, about = "", problem = ""): PlannedUpdate => ({
  document: "doc-comms",
  section: "planned-updates",
  row: `planned-${name}-${wall}`,
  audience: `audience-${name}`,
  name,
  about,
  rhythm,
  next_at: next,
  wall,
  problem,
});

export const planned: PlannedUpdate[] = [
  row("Media", "17:00 Europe/Berlin", "every working day", "2026-03-11T16:00:00Z", "Line for the press"),
  row("Board", "08:30 Europe/Berlin", "", "2026-03-12T07:30:00Z", "Before the supervisory call"),
  row("Partners", "", "", null, "", "“Mars/Olympus” is not a time zone, so it is not in the calendar. Write for instance Europe/Berlin or UTC."),
];

/** Plans an update or takes one out; says whether the intent was one of these. */
export function changePlanned(intent: Intent): boolean {
  if (intent.intent === "plan_update") {
    const name = intent.audience.replace(/^audience-/, "");
    planned.push(row(name, `${intent.at} ${intent.zone || "Europe/Berlin"}`, intent.rhythm ? `every ${intent.rhythm}` : "", "2026-03-12T08:00:00Z", intent.about));
    return true;
  }
  if (intent.intent === "unplan_update") {
    const at = planned.findIndex((each) => each.row === intent.row);
    if (at >= 0) planned.splice(at, 1);
    return true;
  }
  return false;
}
