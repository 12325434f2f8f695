/** A table on its way out of its document: to the clipboard or into a file. */
import { intent, problemOf, query, transport } from "../../../backend";
import type { DocumentSession } from "../session.svelte";

/** Copies a table as CSV, with everything that was typed in it. */
export async function copyTable(session: DocumentSession, section: string): Promise<void> {
  await saved(session);
  await navigator.clipboard.writeText(await query({ query: "table_text", document: session.id, section, to: "csv" }));
}

/** Writes a table where the person chooses. The sentence to say, or null when they changed their mind. */
export async function exportTable(session: DocumentSession, section: string, name: string, to: "csv" | "json"): Promise<string | null> {
  const path = await transport.pickSavePath(name, to);
  if (!path) return null;
  await saved(session);
  await intent({ intent: "export_table", document: session.id, section, to, path });
  return `Written to ${path}.`;
}

/** A table or a matrix that says what came of something. */
interface Told {
  readonly session: DocumentSession;
  readonly section: string;
  notice: string | null;
}

/** Tries something for a table, which says what came of it or why nothing did. */
export async function attempt(table: Told, job: () => Promise<string | null>): Promise<void> {
  try {
    table.notice = (await job()) ?? table.notice;
  } catch (error) {
    table.notice = problemOf(error).message;
  }
}

/** The same for its menu and for the palette. */
export const saveTable = (table: Told, name: string, to: "csv" | "json"): Promise<void> => attempt(table, () => exportTable(table.session, table.section, name, to));

/** What was typed a moment ago belongs to what goes out; without it nothing goes. */
async function saved(session: DocumentSession): Promise<void> {
  await session.flush();
  if (session.save.is === "failed") throw { code: "not_saved", message: `${session.save.message} What you typed last is not saved yet, so nothing was written. Try again once it is.`, details: [] };
}
