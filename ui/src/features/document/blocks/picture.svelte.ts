/** The picture of a section, read again after every saved change of the document, its log or the directory. */
import { clock, onFact, query, Resource } from "../../../backend";
import type { DocumentSession } from "../session.svelte";
import type { Picture } from "./shapes";

export class PictureReader {
  readonly #session: DocumentSession;
  readonly #isLive: boolean;
  readonly #read: Resource<{ picture: Picture | null; at: number }>;
  readonly #minute = $derived(Math.floor(clock.now / 60_000));

  /** A live one is read again each minute: what it lists depends on the time. */
  constructor(session: DocumentSession, section: string, isLive = false) {
    this.#session = session;
    this.#isLive = isLive;
    this.#read = new Resource(async () => {
      const picture = await query({ query: "picture", document: session.id, section });
      return { picture, at: clock.now };
    });
  }

  get value(): Picture | null {
    return this.#read.value?.picture ?? null;
  }

  /** The clock when the answer came; null before. */
  get readAt(): number | null {
    return this.#read.value?.at ?? null;
  }

  get problem(): string | null {
    return this.#read.problem?.message ?? null;
  }

  /**
   * Follows the document until the returned function is called. Runs in an effect: new heads read again.
   * A past moment has no picture, because what is drawn is read from the log and the directory of now.
   */
  follow(): () => void {
    const heads = this.#session.open?.heads.join(" ");
    if (this.#isLive) void this.#minute;
    if (this.#session.past !== null) this.#read.drop();
    else if (heads !== undefined) void this.#read.load();
    return onFact((fact) => {
      // Who holds a position, and what a view lists, is read from the log, from other documents, and by the clock and its zone.
      const isElsewhere =
        ["log_appended", "clock_changed", "settings_changed"].includes(fact.event) || (fact.event === "document_changed" && fact.document !== this.#session.id);
      if (isElsewhere && this.#session.past === null) void this.#read.load();
    });
  }
}
