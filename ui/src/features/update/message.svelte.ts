/** A message while it is written: what was typed, what was found in it, and where that stands now. */
import { problemOf, query, type Problem } from "../../backend";
import type { IncidentId } from "../../generated/IncidentId";
import type { MessageReading } from "../../generated/MessageReading";
import { moved, type Span } from "./spans";

/** Time without a key after which the text is read, in milliseconds. */
export const pause = 250;

/** Texts that were not sent yet, by incident and audience: neither another screen nor an update that somebody else sends loses them. */
const kept = new Map<string, { text: string; next: string; stage: string }>();

export class Message {
  text = $state("");
  next = $state("");
  /** Stage that was chosen; empty for the one that is due. */
  stage = $state("");
  reading = $state.raw<MessageReading | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** What `reading` is about. */
  #read = $state.raw({ text: "", next: "", stage: "" });
  /** What the template or the draft put there, as long as nobody typed. */
  #put = "";
  #asked = 0;
  #wait: ReturnType<typeof setTimeout> | undefined;
  readonly #incident: IncidentId;
  readonly #audience: string;
  readonly #key: string;

  constructor(incident: IncidentId, audience: string) {
    this.#incident = incident;
    this.#audience = audience;
    this.#key = `${incident} ${audience}`;
    const before = kept.get(this.#key);
    if (before) Object.assign(this, before);
  }

  /** Where each finding stands in the text as it is now; null where it has no place, or its place was changed. */
  readonly spans: (Span | null)[] = $derived.by(() =>
    (this.reading?.findings ?? []).map(({ start, end }) => (start === null || end === null ? null : moved({ start, end }, this.#read.text, this.text))),
  );

  /** Whether the findings are about the text, the promise and the stage as they stand. */
  readonly isFresh: boolean = $derived(this.#read.text === this.text && this.#read.next === this.next && this.#read.stage === this.stage);

  /** Whether somebody wrote in it. */
  get isTouched(): boolean {
    return this.text !== this.#put;
  }

  /** A key was pressed: the text is read when the typing pauses. */
  typed(): void {
    this.#keep();
    clearTimeout(this.#wait);
    this.#wait = setTimeout(() => void this.read(), pause);
  }

  /** Reads the text as it stands. What was typed meanwhile is read again; what was overtaken is dropped. */
  async read(): Promise<void> {
    clearTimeout(this.#wait);
    const asked = ++this.#asked;
    const { text, stage, next } = this;
    try {
      const reading = await query({ query: "message", incident: this.#incident, audience: this.#audience, stage, text, next });
      if (asked !== this.#asked) return;
      this.reading = reading;
      this.#read = { text, next, stage };
      this.problem = null;
      this.#fill(reading);
    } catch (error) {
      if (asked === this.#asked) this.problem = problemOf(error);
    }
  }

  /** An empty or untouched text takes the draft, else the template, with what holds now. */
  #fill(reading: MessageReading): void {
    const wanted = (this.stage === "" && reading.draft) || reading.template;
    const isFree = this.#put === "" ? this.text === "" && !this.#wasTyped : !this.isTouched;
    if (!wanted || !isFree || wanted === this.text) return;
    this.text = wanted;
    this.#put = wanted;
    void this.read();
  }

  /** The template in place of what was written. */
  take(): void {
    const template = this.reading?.template ?? "";
    this.#put = template;
    this.text = template;
    void this.read();
  }

  #wasTyped = false;

  #keep(): void {
    this.#wasTyped = true;
    if (this.isTouched) kept.set(this.#key, { text: this.text, next: this.next, stage: this.stage });
    else kept.delete(this.#key);
  }

  /** Nothing is read any more: the screen is left, or the message is out. */
  stop(): void {
    clearTimeout(this.#wait);
    this.#asked += 1;
  }

  /** This text is out. What was typed meanwhile is kept. */
  sent(text: string): void {
    if (this.text === text) kept.delete(this.#key);
    this.stop();
  }
}
