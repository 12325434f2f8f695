/** Columns that hold files, and what is changed in their cells. */
import type { Column } from "../../../generated/Column";
import type { Value } from "../../../generated/Value";
import { members } from "../model";
import { memberPath } from "../paths";
import type { DocumentSession } from "../session.svelte";
import { attachAll, type Coming } from "./attach";
import { isAttachmentId } from "./store.svelte";

/** Days that personal data is kept where its column does not say. */
const keptDays = 90;

export const isFiles = (column: Column | undefined): boolean => column?.type === "attachment" || column?.type === "personal-data";

/** The files of a cell, and what was written there before it held files. */
export function split(value: Value | null | undefined): { ids: string[]; words: string[] } {
  const all = members(value);
  return { ids: all.filter(isAttachmentId), words: all.filter((member) => !isAttachmentId(member)) };
}

export function keepDaysOf(column: Column): number | null {
  if (column.type !== "personal-data") return null;
  const days = Number(column.options?.["keep_days"]);
  return Number.isInteger(days) && days > 0 ? days : keptDays;
}

/** Attaches files to a cell. What could not be taken is said on the page; it never throws. */
export async function attachToCell(session: DocumentSession, path: string, column: Column, value: Value | null | undefined, coming: Coming): Promise<void> {
  if (!session.canEdit) return;
  const { done, said } = await attachAll(session.id, coming, keepDaysOf(column), session.zone);
  if (done.length > 0 && !session.canEdit) said.push(leftOut(done.map((each) => each.name), column.name));
  const before = members(value).length;
  done.forEach(({ id }, at) => session.put(memberPath(path, id), { kind: "set", value: String(before + at).padStart(4, "0") }));
  void session.flush();
  if (said.length > 0) session.problem = said.join(" ");
  else if (done.length > 0) session.problem = null;
}

/** What is said of files that were kept while their place stopped taking edits. */
export const leftOut = (names: readonly string[], place: string): string =>
  `${names.join(", ")} came while the document was only being read, and is not in ${place}. Edit it and attach again; the same file is stored once.`;

export function removeFromCell(session: DocumentSession, path: string, id: string): void {
  session.put(memberPath(path, id), { kind: "set", value: null });
  void session.flush();
}
