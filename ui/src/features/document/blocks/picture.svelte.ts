/** The picture of a section, read again after every saved change of the document, its log or the directory. */
import { onFact, problemOf, query } from "../../../backend";
import type { DocumentSession } from "../session.svelte";
import type { Picture } from "./shapes";

export class PictureReader {
  value = $state.raw<Picture | null>(null);
  problem = $state<string | null>(null);
  #reading = 0;
  readonly #session: DocumentSession;
  readonly #section: string;

  constructor(session: DocumentSession, section: string) {
    this.#session = session;
    this.#section = section;
  }

  /**
   * Follows the document until the returned function is called. Runs in an effect: new heads read again.
   * A past moment has no picture, because what is drawn is read from the log and the directory of now.
   */
  follow(): () => void {
    const heads = this.#session.open?.heads.join(" ");
    if (this.#session.past !== null) this.value = null;
    else if (heads !== undefined) void this.#read();
    return onFact((fact) => {
      // Who holds a position, and what a view lists, is read from the log and from other documents.
      const isElsewhere = fact.event === "log_appended" || (fact.event === "document_changed" && fact.document !== this.#session.id);
      if (isElsewhere && this.#session.past === null) void this.#read();
    });
  }

  async #read(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const picture = await query({ query: "picture", document: this.#session.id, section: this.#section });
      if (reading !== this.#reading) return;
      this.value = picture;
      this.problem = null;
    } catch (error) {
      // The last picture stays: it was true a moment ago.
      if (reading === this.#reading) this.problem = problemOf(error).message;
    }
  }
}
