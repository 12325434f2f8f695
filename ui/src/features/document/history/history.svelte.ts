/** What a document's history shows: the tape, what differs, and the edits in between. One for each open document. */
import { askPast, intent, problemOf, transport } from "../../../backend";
import { instant } from "../../../components/time";
import type { DifferenceReading } from "../../../generated/DifferenceReading";
import type { DocumentTape } from "../../../generated/DocumentTape";
import type { Edits } from "../../../generated/Edits";
import type { SectionDifference } from "../../../generated/SectionDifference";
import type { SectionEditor } from "../../../generated/SectionEditor";
import type { DocumentSession } from "../session.svelte";

export interface Filter {
  author: string;
  section: string | null;
}

export class DocumentHistory {
  readonly #session: DocumentSession;
  tape = $state.raw<DocumentTape | null>(null);
  reading = $state.raw<DifferenceReading | null>(null);
  edits = $state.raw<Edits | null>(null);
  editors = $state.raw<ReadonlyMap<string, SectionEditor>>(new Map());
  filter = $state.raw<Filter>({ author: "", section: null });
  problem = $state<string | null>(null);
  /** The moment as far as it is typed: in its field, or at the handle of the tape, from where it goes on in the field. */
  typed = $state("");
  /** What is asked before something is restored: the whole document, or one section. */
  restoring = $state.raw<{ section: string | null; reading: DifferenceReading } | null>(null);
  #asked = 0;
  #listed = 0;

  constructor(session: DocumentSession) {
    this.#session = session;
  }

  /** Moments of the changes, in order. */
  readonly times = $derived((this.tape?.changes ?? []).map((change) => instant(change.at)));
  readonly sections = $derived(new Map((this.reading?.difference.sections ?? []).map((s): [string, SectionDifference] => [s.section, s])));

  async loadTape(): Promise<void> {
    await this.#try(async () => {
      this.tape = await askPast({ ask: "tape", document: this.#session.id });
    });
  }

  /** What differs between the moment shown and what it is compared with. A newer question makes an older answer void. */
  async compare(): Promise<void> {
    const from = this.#session.past?.as_of;
    const mine = ++this.#asked;
    if (!from) {
      this.reading = null;
      return;
    }
    const to = this.#session.comparedAt ?? undefined;
    await this.#try(async () => {
      const reading = await askPast({ ask: "difference", document: this.#session.id, from, to });
      if (mine === this.#asked) this.reading = reading;
    });
  }

  /** The edits between the two moments, or all of them now. `more` reads on. */
  async list(more = false): Promise<void> {
    const mine = ++this.#listed;
    const { author, section } = this.filter;
    const before = more ? this.edits : null;
    const bounds = this.#session.past ? { from: this.#session.past.as_of ?? undefined, to: this.#session.comparedAt ?? undefined } : {};
    await this.#try(async () => {
      const asked = { document: this.#session.id, author, section: section ?? undefined, skip: before?.list.length ?? 0, ...bounds };
      const found = await askPast({ ask: "edits", ...asked });
      if (mine === this.#listed) this.edits = before ? { ...found, list: [...before.list, ...found.list] } : found;
    });
  }

  async loadEditors(): Promise<void> {
    await this.#try(async () => {
      const list = await askPast({ ask: "editors", document: this.#session.id });
      this.editors = new Map(list.map((editor) => [editor.section, editor]));
    });
  }

  /** A moment as it was typed, as RFC 3339; null, with a message, when it is none. */
  async moment(words: string): Promise<string | null> {
    let at: string | null = null;
    await this.#try(async () => {
      at = await askPast({ ask: "moment", words });
    });
    return at;
  }

  /** Asks what restoring would change, before it does. */
  async askRestore(section: string | null): Promise<void> {
    const at = this.#session.past?.as_of;
    if (!at) return;
    await this.#try(async () => {
      const reading = await askPast({ ask: "restoring", document: this.#session.id, at, section: section ?? undefined });
      this.restoring = { section, reading };
    });
  }

  /** Writes the difference to where the person says. Gives what is to be told, null when nothing was written. */
  async export(form: "markdown" | "pdf"): Promise<string | null> {
    const from = this.#session.past?.as_of;
    if (!from) return null;
    let told: string | null = null;
    await this.#try(async () => {
      const name = `${this.#session.shown?.summary.title ?? "Document"} what changed`;
      const path = await transport.pickSavePath(name, form);
      if (!path) return;
      const outcome = await intent({ intent: "past", act: "export_difference", document: this.#session.id, from, to: this.#session.comparedAt ?? undefined, form, path });
      told = outcome.remarks.join(". ");
    });
    return told;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error).message;
    }
  }
}

const all = new WeakMap<DocumentSession, DocumentHistory>();
export function historyOf(session: DocumentSession): DocumentHistory {
  let found = all.get(session);
  if (!found) {
    found = new DocumentHistory(session);
    all.set(session, found);
  }
  return found;
}

