import { onFact, problemOf, query, transport } from "../../backend";
import type { DocumentId } from "../../generated/DocumentId";
import type { ExportOptions } from "../../generated/ExportOptions";
import type { IncidentId } from "../../generated/IncidentId";
import type { PageSize } from "../../generated/PageSize";
import type { OpenPages, Pages } from "./pdf";

/** What is looked at. */
export interface Subject {
  documents: readonly DocumentId[];
  /** Set for the whole binder of an incident. */
  incident: IncidentId | null;
  options: ExportOptions;
}

/** How long after the last change the pages are made anew, in ms: not between two letters of a word. */
export const quiet = 600;

let panes = 0;

/** The bytes of base64. */
export function bytesOf(base64: string): Uint8Array {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/**
 * The pages of one pane: asked for, opened, and kept as they were until newer ones are there. Of several
 * requests the newest wins, here and in the backend.
 */
export class PreviewPages {
  /** The open file; null before the first. */
  pages = $state.raw<Pages | null>(null);
  sheets = $state.raw<readonly PageSize[]>([]);
  /** What the person should know about the pages. */
  remarks = $state.raw<readonly string[]>([]);
  problem = $state<string | null>(null);
  busy = $state(false);
  /** Thousandths of the work, once it takes long enough to say. */
  progress = $state(0);

  readonly #job = `pages ${++panes}`;
  readonly #open: OpenPages;
  readonly #stop: () => void;
  #subject: Subject | null = null;
  #asked = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(open: OpenPages) {
    this.#open = open;
    this.#stop = onFact((fact) => {
      if (fact.event === "working") {
        if (fact.job === this.#job) this.progress = fact.progress;
      } else if (fact.event === "document_changed" || fact.event === "log_appended" || fact.event === "settings_changed") {
        // Names, views and the state of the incident come from elsewhere, so any change may show on a page.
        clearTimeout(this.#later);
        this.#later = setTimeout(() => void this.#load(), quiet);
      }
    });
  }

  /** Shows this, at once. */
  show(subject: Subject): void {
    this.#subject = subject;
    void this.#load();
  }

  /** Makes the pages anew. */
  again(): void {
    void this.#load();
  }

  /** Frees everything. */
  close(): void {
    this.#stop();
    clearTimeout(this.#later);
    this.#asked += 1;
    // Not through the cache of saves: stopping saves nothing.
    if (this.busy) void transport.intent({ intent: "stop", job: this.#job }).catch(() => {});
    this.busy = false;
    this.pages?.close();
    this.pages = null;
  }

  async #load(): Promise<void> {
    const subject = this.#subject;
    if (!subject) return;
    clearTimeout(this.#later);
    const mine = ++this.#asked;
    const isOld = (): boolean => mine !== this.#asked;
    this.busy = true;
    this.progress = 0;
    try {
      const { documents, incident, options } = subject;
      const made = await query({ query: "preview", job: this.#job, documents: [...documents], incident, options });
      if (isOld()) return;
      const pages = await this.#open(bytesOf(made.base64));
      if (isOld()) return pages.close();
      const before = this.pages;
      this.pages = pages;
      this.sheets = made.pages;
      this.remarks = made.remarks;
      this.problem = null;
      // Once nobody draws from it any more.
      setTimeout(() => before?.close());
    } catch (error) {
      if (isOld()) return;
      const { code, message } = problemOf(error);
      // A newer request of this pane is on its way then.
      if (code !== "stopped") this.problem = message;
    } finally {
      if (!isOld()) this.busy = false;
    }
  }
}
