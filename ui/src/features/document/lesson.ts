/** A lesson that becomes a procedure. */
import type { Column } from "../../generated/Column";
import { route } from "../../session/route.svelte";
import type { Entry } from "./model";
import type { DocumentSession } from "./session.svelte";

/** Templates of documents that lessons are written in. */
const reports = new Set(["post-incident-report", "drill-plan"]);
/** Well-known columns of what is to be done, which the domain reads a lesson from. */
const lessons = new Set(["lesson", "text", "action", "change", "barrier"]);

const isReport = (session: DocumentSession): boolean => session.canEdit && reports.has(session.shown?.summary.template ?? "");

/** Whether a row of these columns is a lesson. */
export const isLessonRow = (session: DocumentSession, columns: readonly Entry<Column>[]): boolean =>
  isReport(session) && columns.some((column) => lessons.has(column.item.key ?? ""));

/** Whether prose under this heading holds lessons. */
export const isLessonProse = (session: DocumentSession, heading: string): boolean => isReport(session) && /lesson/i.test(heading);

/** Makes a procedure from a row, or from words of prose, and opens it. */
export async function makeProcedure(session: DocumentSession, section: string, row: string | null, text = ""): Promise<void> {
  session.flush();
  const outcome = await session.act({ intent: "make_procedure", document: session.id, section, row, text });
  const made = outcome?.ids[0];
  if (made) route.go({ view: "document", document: made });
}
