// Comments as the backend keeps them: on the plan of the sample two, one of them settled.
import type { CommentDeed } from "../src/generated/CommentDeed";
import type { CommentRow } from "../src/generated/CommentRow";
import type { Intent } from "../src/generated/Intent";
import type { LogRow } from "../src/generated/LogRow";

const entry = (id: string, at: string, author: string, text: string): LogRow => ({ id, incident: null, event_at: `2026-03-11T${at}:00+01:00`, entered_at: `2026-03-11T${at}:00+01:00`, kind: "commented", label: "Comment", text, author, recorded_by: null, corrects: null, corrected: null, hash: "", people: [], files: [] });

const written = new Map<string, CommentRow[]>();

/** What is said first about a document, before anybody adds to it. */
export function comment(document: string, row: Partial<CommentRow> & Pick<CommentRow, "section">, ...said: [at: string, author: string, text: string, deed?: CommentDeed][]): void {
  const list = written.get(document) ?? [];
  const id = `comment-${document}-${list.length + 1}`;
  list.push({
    id,
    row: null,
    column: null,
    quote: "",
    place: "1 Incident objectives",
    standing: "here",
    is_resolved: said.at(-1)?.[3] === "resolved",
    said: said.map(([at, author, text, deed], n) => ({ deed: deed ?? null, entry: entry(n ? `${id}-${n}` : id, at, author, text) })),
    ...row,
  });
  written.set(document, list);
}

export const commentsIn = (document: string): CommentRow[] => structuredClone(written.get(document) ?? []);

/** Forgets all of them. */
export const noComments = (): void => written.clear();

/** Writes a comment or does something about one; whether the intent was that. */
export function changeComments(intent: Intent, now: string, me: string): boolean {
  if (intent.intent !== "comment") return false;
  if (intent.act === "write") {
    comment(intent.document, { section: intent.section, row: intent.row ?? null, column: intent.column ?? null, quote: intent.quote ?? "" }, [now, me, intent.text]);
    return true;
  }
  const found = written.get(intent.document)?.find((row) => row.id === intent.comment);
  if (!found) return true;
  if (intent.deed !== "answered") found.is_resolved = intent.deed === "resolved";
  found.said.push({ deed: intent.deed, entry: entry(`${found.id}-${found.said.length}`, now, me, intent.text ?? "") });
  return true;
}
