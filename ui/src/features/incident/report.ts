/** The post-incident report of an incident. */
import { cache, intent } from "../../backend";
import type { DocumentSummary } from "../../generated/DocumentSummary";
import type { IncidentSummary } from "../../generated/IncidentSummary";
import { route } from "../../session/route.svelte";

/** Whether the incident is over for those affected, so that its report can be written. */
export const isOver = (incident: IncidentSummary): boolean => incident.state === "resolved" || incident.state === "closed";

/** The reports of an incident that are there, the newest last. */
export const reportsOf = (documents: readonly DocumentSummary[], incident: IncidentSummary): DocumentSummary[] =>
  // Ids grow with the moment at which they are made; the list itself goes by changes.
  documents.filter((d) => d.template === "post-incident-report" && d.incident === incident.id).sort((a, b) => (a.id < b.id ? -1 : 1));

/** Writes the report with what the log knows, and opens it; while the incident goes on a draft that says so. */
export async function writeReport(incident: IncidentSummary, again = false): Promise<void> {
  const made = await intent({ intent: "write_report", incident: incident.id, wanted: { title: "", draft: !isOver(incident), again } });
  const document = made.ids[0];
  if (document) route.go({ view: "document", document });
}

/** Opens the report that is there, or writes it. */
export async function openReport(incident: IncidentSummary): Promise<void> {
  const document = reportsOf(cache.documents.value ?? [], incident).at(-1)?.id;
  if (document) route.go({ view: "document", document });
  else await writeReport(incident);
}
