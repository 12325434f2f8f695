/** A message while it is written: what was typed, what was found in it, and where that stands now. */
import { intent, problemOf, query, type Problem } from "../../backend";
import type { IncidentId } from "../../generated/IncidentId";
import type { KeptMessage } from "../../generated/KeptMessage";
import type { MessageReading } from "../../generated/MessageReading";
import { parts, within, withPart } from "./parts";
import { moved, type Span } from "./spans";

/** Time without a key after which the text is read, in milliseconds. */
export const pause = 250;

/** Texts that were not sent yet, by incident and audience: neither another screen nor an update that somebody else sends loses them. */
const kept = new Map<string, KeptMessage>();

export class Message {
  text = $state("");
  next = $state("");
  /** Stage that was chosen; empty for the one that is due. */
  stage = $state("");
  /** Subject of a mail; empty for the template's. */
  subject = $state("");
  /** When it goes out, in plain words; empty for now. */
  at = $state("");
  /** Whether it goes out from here, under a subject and at a time: what is told by hand has neither. */
  goesOut = $state(true);
  reading = $state.raw<MessageReading | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Why what is typed could not be put away; it is on the screen alone then. */
  unkept = $state.raw<Problem | null>(null);
  /** What `reading` is about. */
  #read = $state.raw({ text: "", next: "", stage: "", subject: "", at: "" });
  /** What the template or the draft put there, as long as nobody typed. */
  #put = "";
  #asked = 0;
  #wait: ReturnType<typeof setTimeout> | undefined;
  /** Whether a person has a part of the text selected: what they are about to type over does not change under their hands. */
  isSelected: () => boolean = () => false;
  readonly #incident: IncidentId;
  readonly #audience: string;
  readonly #key: string;

  constructor(incident: IncidentId, audience: string) {
    this.#incident = incident;
    this.#audience = audience;
    this.#key = `${incident} ${audience}`;
    const before = kept.get(this.#key);
    this.#isKnown = before !== undefined;
    if (before) Object.assign(this, before);
    this.#stored = this.#now();
  }

  /** Where each finding stands in the text as it is now; null where it has no place, or its place was changed. */
  readonly spans: (Span | null)[] = $derived.by(() =>
    (this.reading?.findings ?? []).map(({ start, end }) => (start === null || end === null ? null : moved({ start, end }, this.#read.text, this.text))),
  );

  /** The languages that the audience reads, the first one first. */
  readonly languages: readonly string[] = $derived(this.reading?.languages.map((language) => language.name) ?? []);
  readonly #parts = $derived(parts(this.text, this.languages));

  /** What is written in a language; empty for the name of the first. */
  textOf(language: string): string {
    return this.#parts.find((part) => part.language === language)?.text ?? "";
  }

  /** Where each finding stands in the text of a language; null where it stands in none of it. */
  spansOf(language: string): (Span | null)[] {
    const part = this.#parts.find((known) => known.language === language);
    return part ? within(this.spans, part) : this.spans.map(() => null);
  }

  /** The language that a place stands in. */
  languageAt(span: Span): string {
    return this.#parts.find((part) => span.start >= part.start && span.end <= part.end)?.language ?? "";
  }

  /** A place of the whole as one of a language; null where it stands in several. */
  placeIn(language: string, place: Span): Span | null {
    const part = this.#parts.find((known) => known.language === language);
    return part ? (within([place], part)[0] ?? null) : null;
  }

  /** Puts a text in the place of another in the whole. */
  replace({ start, end }: Span, text: string): void {
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    this.typed();
  }

  /** What was typed in a language; empty for the name of the first. */
  write(language: string, text: string): void {
    this.text = withPart(this.text, this.languages, language, text);
    this.typed();
  }

  /** Whether the first language has changed since the text of this one was written. */
  isStale(language: string): boolean {
    return this.reading?.languages.some((known) => known.name === language && known.is_stale) ?? false;
  }

  /** Says that the text of a language still says what the first one says. */
  async holds(language: string): Promise<void> {
    try {
      await intent({ intent: "keep_message", incident: this.#incident, audience: this.#audience, kept: this.#now(), base: this.#put, holds: [language] });
      this.#stored = this.#now();
    } catch (error) {
      this.unkept = problemOf(error);
    }
    await this.read();
  }

  /** The subject as it is meant. */
  readonly #meant: string = $derived(this.goesOut ? this.subject.trim() : "");
  /** The moment as it is meant. */
  readonly #then: string = $derived(this.goesOut ? this.at.trim() : "");
  /** Whether the findings are about the text, the promise, the stage, the subject and the moment as they stand. */
  readonly isFresh: boolean = $derived(this.#read.text === this.text && this.#read.next === this.next && this.#read.stage === this.stage && this.#read.subject === this.#meant && this.#read.at === this.#then);

  /** Whether somebody wrote in it. */
  get isTouched(): boolean {
    return this.text !== this.#put;
  }

  /** A key was pressed: the text is read when the typing pauses. */
  typed(): void {
    this.#isKnown = true;
    this.#wasTyped = true;
    kept.set(this.#key, this.#now());
    clearTimeout(this.#wait);
    this.#wait = setTimeout(() => void this.read(), pause);
  }

  /** Reads the text as it stands. What was typed meanwhile is read again; what was overtaken is dropped. */
  async read(): Promise<void> {
    clearTimeout(this.#wait);
    this.#store();
    const asked = ++this.#asked;
    const { text, stage, next } = this;
    const subject = this.#meant;
    const at = this.#then;
    try {
      const reading = await query({ query: "message", incident: this.#incident, audience: this.#audience, stage, text, next, subject, at });
      if (asked !== this.#asked) return;
      this.reading = reading;
      this.#read = { text, next, stage, subject, at };
      this.problem = null;
      this.#fill(reading);
    } catch (error) {
      if (asked === this.#asked) this.problem = problemOf(error);
    }
  }

  /** An empty or untouched text takes the draft, else the template, with what holds now. */
  #fill(reading: MessageReading): void {
    if (!this.#isKnown) {
      this.#isKnown = true;
      const before = reading.kept ?? this.#now();
      if (before.text || before.next || before.stage || before.subject) {
        Object.assign(this, before);
        this.#stored = this.#now();
        return void this.read();
      }
    }
    const wanted = (this.stage === "" && reading.draft) || reading.template;
    const isFree = this.#put === "" ? this.text === "" && !this.#wasTyped : !this.isTouched;
    if (!wanted || !isFree || wanted === this.text) return;
    // The next reading fills it, when nothing is selected any more.
    if (this.text && this.isSelected()) return;
    this.text = wanted;
    this.#put = wanted;
    void this.read();
  }

  /** The template in place of what was written. */
  take(): void {
    const template = this.reading?.template ?? "";
    this.#put = template;
    this.text = template;
    this.typed();
  }

  #wasTyped = false;
  /** Whether it is known what was written before this window was opened. */
  #isKnown = false;
  /** What the data folder has. */
  #stored: KeptMessage = { text: "", next: "", stage: "", subject: "" };

  /** What is to be kept: a text that is still the template's is not, since the template goes on with the incident. */
  #now(): KeptMessage {
    return { text: this.isTouched ? this.text : "", next: this.next, stage: this.stage, subject: this.subject };
  }

  /** Puts away what was typed, so that it outlives the window and the process. */
  #store(): void {
    const now = this.#now();
    const before = this.#stored;
    const isSame = before.text === now.text && before.next === now.next && before.stage === now.stage && before.subject === now.subject;
    if (!this.#isKnown || isSame) return;
    this.#stored = now;
    intent({ intent: "keep_message", incident: this.#incident, audience: this.#audience, kept: now, base: this.#put, holds: [] }).then(
      () => (this.unkept = null),
      (error: unknown) => (this.unkept = problemOf(error)),
    );
  }

  /** Nothing is read any more: the screen is left, or the message is out. */
  stop(): void {
    clearTimeout(this.#wait);
    this.#store();
    this.#asked += 1;
  }

  /** This text is out. What was typed meanwhile is kept. */
  sent(text: string): void {
    if (this.text === text) {
      kept.delete(this.#key);
      // The data folder forgets a text that went out by itself.
      this.#isKnown = false;
    }
    this.stop();
  }
}
