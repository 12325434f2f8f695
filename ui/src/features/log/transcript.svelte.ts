/**
 * A chat transcript on its way into the log. It outlives the screen, so that nothing that was pasted is lost by a look
 * at another one.
 */
import { intent, problemOf, query } from "../../backend";
import type { IncidentId } from "../../generated/IncidentId";
import type { MessageKind } from "../../generated/MessageKind";
import type { TranscriptMessage } from "../../generated/TranscriptMessage";
import type { TranscriptReading } from "../../generated/TranscriptReading";
import type { TranscriptTimes } from "../../generated/TranscriptTimes";

/** Whether what is pasted looks like a chat: some lines, and a time of day in two of them. */
export function looksLikeChat(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  return lines.length > 1 && lines.filter((line) => /(?:^|[\s[(])\d{1,2}:\d{2}(?!\d)/.test(line)).length > 1;
}

class PastedTranscript {
  /** The text as it was pasted. */
  text = $state("");
  times = $state<TranscriptTimes>({ zone: "", day: "", order: null, as_of: "" });
  reading = $state.raw<TranscriptReading | null>(null);
  problem = $state<string | null>(null);
  busy = $state(false);
  /** Messages that stay out, by their line. */
  skipped = $state.raw<ReadonlySet<number>>(new Set());
  kinds = $state.raw<ReadonlyMap<number, MessageKind>>(new Map());
  people = $state.raw<Readonly<Record<string, string>>>({});
  #asked = 0;

  readonly taken = $derived((this.reading?.messages ?? []).filter((m) => this.takes(m)));

  takes(message: TranscriptMessage): boolean {
    return message.state === "new" && !this.skipped.has(message.line);
  }

  kindOf(message: TranscriptMessage): MessageKind {
    return this.kinds.get(message.line) ?? message.kind;
  }

  personOf(name: string): string {
    return this.people[name] ?? this.reading?.speakers.find((s) => s.name === name)?.person ?? "";
  }

  take(message: TranscriptMessage, isTaken: boolean): void {
    const next = new Set(this.skipped);
    if (isTaken) next.delete(message.line);
    else next.add(message.line);
    this.skipped = next;
  }

  takeAll(isTaken: boolean): void {
    this.skipped = new Set(isTaken ? [] : (this.reading?.messages ?? []).map((m) => m.line));
  }

  become(message: TranscriptMessage, kind: MessageKind): void {
    this.kinds = new Map(this.kinds).set(message.line, kind);
  }

  mean(name: string, person: string): void {
    this.people = { ...this.people, [name]: person };
  }

  /** Begins with another text. */
  begin(text: string): void {
    this.clear();
    this.text = text;
  }

  clear(): void {
    this.#asked++;
    this.text = "";
    this.times = { zone: "", day: "", order: null, as_of: "" };
    this.reading = null;
    this.problem = null;
    this.skipped = new Set();
    this.kinds = new Map();
    this.people = {};
  }

  /** Back to the text, which stays. */
  reopen(): void {
    const text = this.text;
    this.clear();
    this.text = text;
  }

  async read(incident: IncidentId): Promise<void> {
    const mine = ++this.#asked;
    try {
      const found = await query({ query: "transcript", incident, text: this.text, times: { ...this.times, as_of: "" } });
      if (mine !== this.#asked) return;
      this.reading = found;
      this.problem = found.messages.length ? null : "No line holds a time and a name, so there are no messages in it. Copy the chat with its names and times.";
    } catch (error) {
      if (mine === this.#asked) this.problem = problemOf(error).message;
    }
  }

  /** Writes what is chosen; says how many entries that made, or nothing where it failed. */
  async add(incident: IncidentId): Promise<number | null> {
    const { reading } = this;
    if (!reading || this.busy) return null;
    this.busy = true;
    try {
      const done = await intent({
        intent: "paste_transcript",
        incident,
        text: this.text,
        times: { ...this.times, zone: reading.zone, as_of: reading.as_of },
        people: { ...this.people },
        kinds: [...this.kinds].map(([line, kind]) => ({ line, kind })),
        skip: [...this.skipped],
      });
      this.clear();
      return done.ids.length;
    } catch (error) {
      this.problem = problemOf(error).message;
      return null;
    } finally {
      this.busy = false;
    }
  }
}

export const pasted = new PastedTranscript();
