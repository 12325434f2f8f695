/** Columns that hold files, and what is changed in their cells. */
import type { Column } from "../../../generated/Column";
import type { Value } from "../../../generated/Value";
import { members } from "../model";
import { memberPath } from "../paths";
import type { DocumentSession } from "../session.svelte";
import { attachAll, type Source } from "./attach";
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

/** Attaches files to a cell. What could not be taken is said on the page. */
export async function attachToCell(session: DocumentSession, path: string, column: Column, value: Value | null | undefined, sources: readonly Source[]): Promise<void> {
  if (!session.canEdit || sources.length === 0) return;
  const { done, said } = await attachAll(session.id, sources, keepDaysOf(column), session.zone);
  const before = members(value).length;
  done.forEach(({ id }, at) => session.put(memberPath(path, id), { kind: "set", value: String(before + at).padStart(4, "0") }));
  session.flush();
  session.problem = said.length > 0 ? said.join(" ") : null;
}

export function removeFromCell(session: DocumentSession, path: string, id: string): void {
  session.put(memberPath(path, id), { kind: "set", value: null });
  session.flush();
}
