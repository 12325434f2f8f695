/** The comments on one document: read when it is opened and again when the log grows. */
import { intent, onFact, problemOf, query } from "../../../backend";
import type { CommentDeed } from "../../../generated/CommentDeed";
import type { CommentRow } from "../../../generated/CommentRow";
import { liveColumns, liveRows, liveSections, numbersOf } from "../model";
import type { DocumentSession } from "../session.svelte";

/** What a comment is about. */
export interface CommentPlace {
  section: string;
  row?: string | null;
  column?: string | null;
  /** Words of its text; empty for the whole place. */
  quote: string;
}

/** As many characters of a quotation are kept. */
const QUOTE = 300;

export class DocumentComments {
  readonly #session: DocumentSession;
  all = $state.raw<readonly CommentRow[]>([]);
  problem = $state<string | null>(null);
  shows = $state<"open" | "resolved">("open");
  /** Where the next comment goes, and what is typed for it; both stay while something else is looked at. */
  place = $state.raw<CommentPlace | null>(null);
  draft = $state("");
  /** How often the panel was asked for; it answers to a number that it has not seen. */
  asked = $state(0);
  #reading = 0;

  constructor(session: DocumentSession) {
    this.#session = session;
  }

  readonly open = $derived(this.all.filter((comment) => !comment.is_resolved));
  readonly resolved = $derived(this.all.filter((comment) => comment.is_resolved));
  readonly #bySection = $derived.by(() => {
    const counts: Record<string, number> = {};
    for (const comment of this.open) counts[comment.section] = (counts[comment.section] ?? 0) + 1;
    return counts;
  });

  readonly #byRow = $derived.by(() => {
    const counts: Record<string, number> = {};
    for (const { row } of this.open) if (row) counts[row] = (counts[row] ?? 0) + 1;
    return counts;
  });

  /** Words of a section's text that open comments are about. */
  quotesIn(section: string): string[] {
    return this.open.filter((comment) => comment.section === section && !comment.row && comment.standing === "here" && comment.quote).map((comment) => comment.quote);
  }

  /** How many open comments are about a row, its cells among it. */
  countOn(row: string): number {
    return this.#byRow[row] ?? 0;
  }

  /** How many open comments stand in a section. */
  countIn(section: string): number {
    return this.#bySection[section] ?? 0;
  }

  /** Reads the comments and follows the log until the returned function is called. */
  start(): () => void {
    void this.#read();
    return onFact((fact) => {
      if (fact.event === "log_appended" || (fact.event === "document_changed" && fact.document === this.#session.id)) void this.#read();
    });
  }

  async #read(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const all = await query({ query: "comments", document: this.#session.id });
      if (reading === this.#reading) this.all = all;
    } catch (error) {
      if (reading === this.#reading) this.problem = problemOf(error).message;
    }
  }

  /** A place in words, as the backend says it of comments that are written. */
  wordsOf(place: CommentPlace): string {
    const sections = this.#session.document ? liveSections(this.#session.document) : [];
    const section = sections.find((one) => one.id === place.section);
    if (!section) return "a place that was removed";
    const row = liveRows(section.item.block).findIndex((one) => one.id === place.row);
    const column = liveColumns(section.item.block).find((one) => one.id === place.column)?.item.name;
    return [`${numbersOf(sections)[section.id] ?? ""} ${section.item.heading}`.trim(), ...(row >= 0 ? [`row ${row + 1}`] : []), ...(column ? [column] : [])].join(", ");
  }

  /** Opens the panel, for a comment on a place where one is given. */
  ask(place?: CommentPlace): void {
    if (place) this.place = { ...place, quote: place.quote.replace(/\s+/g, " ").trim().slice(0, QUOTE) };
    this.shows = "open";
    this.asked += 1;
  }

  /** Writes the comment; what was typed stays when it is not taken. */
  async write(): Promise<boolean> {
    const { place, draft } = this;
    if (!place || draft.trim() === "") return false;
    // The words that it is about are in the document before it is.
    await this.#session.flush();
    const { section, row = null, column = null, quote } = place;
    const done = await this.#try({ intent: "comment", act: "write", document: this.#session.id, section, row, column, quote, text: draft.trim() });
    if (done && this.draft === draft) {
      this.draft = "";
      this.place = null;
    }
    return done;
  }

  step(comment: CommentRow, deed: CommentDeed, text: string): Promise<boolean> {
    return this.#try({ intent: "comment", act: "step", document: this.#session.id, comment: comment.id, deed, text });
  }

  async #try(what: Parameters<typeof intent>[0]): Promise<boolean> {
    try {
      await intent(what);
      this.problem = null;
      await this.#read();
      return true;
    } catch (error) {
      this.problem = problemOf(error).message;
      return false;
    }
  }
}

const all = new WeakMap<DocumentSession, DocumentComments>();
export function commentsOf(session: DocumentSession): DocumentComments {
  let found = all.get(session);
  if (!found) {
    found = new DocumentComments(session);
    all.set(session, found);
  }
  return found;
}

/** Where the person is: the marked words or the section with the focus, the cell that is selected, else what is on the screen. */
export function placeHere(session: DocumentSession, current: string | null): CommentPlace | null {
  const marked = document.getSelection();
  const element = (node: Node | null): HTMLElement | null => (node instanceof Element ? node : (node?.parentElement ?? null))?.closest<HTMLElement>("[data-section]") ?? null;
  const inside = element(document.activeElement) ?? (marked && !marked.isCollapsed ? element(marked.anchorNode) : null);
  const section = inside?.dataset["section"] ?? session.selected?.section ?? current;
  if (!section) return null;
  const isCell = session.selected?.section === section && session.selected.row;
  const quote = !isCell && marked && !marked.isCollapsed && inside && inside === element(marked.anchorNode) ? marked.toString() : "";
  return { section, row: isCell ? (session.selected?.row ?? null) : null, column: isCell ? (session.selected?.column ?? null) : null, quote };
}
