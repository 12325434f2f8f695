/**
 * Continuous saving. What a person typed is kept here until the backend has committed it, and is
 * shown on top of the last content read. One request is on its way at a time; after each the document
 * is read again, so that the next splice is computed against exactly the heads it names.
 *
 * Durability (storage reference 1): edits are sent after 250 ms of rest, 1 s at most, and at once on
 * blur, close and before anything structural; "saved" is said only after the outcome.
 */
import type { Document } from "../../generated/Document";
import type { Edit } from "../../generated/Edit";
import type { OpenDocument } from "../../generated/OpenDocument";
import type { Outcome } from "../../generated/Outcome";
import type { Value } from "../../generated/Value";
import { share, textAt, valueAt, withValue } from "./local";
import { merge, smallestSplice } from "./splice";

/** What should stand at a path: a long text, a value, or words that the column's type reads. */
export type Wish =
  | { kind: "text"; text: string }
  | { kind: "set"; value: Value | null }
  | { kind: "words"; words: string };

/** What the saver needs of the backend. */
export interface Port {
  edit(heads: string[], edits: Edit[]): Promise<Outcome>;
  read(): Promise<OpenDocument>;
  problem(error: unknown): { code: string; message: string };
}

/** What the frame and the document show about saving. */
export type SaveState =
  | { is: "saved"; at: string | null }
  | { is: "pending" }
  | { is: "failed"; message: string };

/** What was not taken, with what was typed, shown at its place. */
export interface Refusal {
  message: string;
  wish: Wish;
}

type Job = (heads: string[]) => Promise<Outcome>;
/** Something pressed, which goes out alone. */
interface Pressed {
  job: Job;
  done: (outcome: Outcome) => void;
  failed: (error: unknown) => void;
}
/** Something typed between two things pressed, by its path, which goes out together. */
type Typed = Map<string, Wish>;

export const idleMs = 250;
export const atMostMs = 1000;
const retryMs = [1000, 2000, 5000, 10_000, 30_000];

export class Saver {
  /** The content last read, at its heads. */
  base: OpenDocument;
  /** The content with everything typed on top. */
  shown: Document;
  state: SaveState;
  readonly refused = new Map<string, Refusal>();

  readonly #port: Port;
  readonly #changed: () => void;
  /** What waits, in the order in which a person did it: what is typed after a press must not go out before it. */
  readonly #waiting: (Typed | Pressed)[] = [];
  #flying: Typed = new Map();
  #isPressing = false;
  #stale = false;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  #alone = 0;
  #attempt = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #latest: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(port: Port, open: OpenDocument, changed: () => void) {
    this.#port = port;
    this.#changed = changed;
    this.base = open;
    this.shown = open.content;
    this.state = { is: "saved", at: null };
  }

  /** Something typed at a path. The last wish for a path is the one that is sent. */
  put(path: string, wish: Wish): void {
    this.refused.delete(path);
    const last = this.#waiting.at(-1);
    if (last instanceof Map) last.set(path, wish);
    else this.#waiting.push(new Map([[path, wish]]));
    if (this.state.is === "saved") this.state = { is: "pending" };
    this.#show();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.flush(), idleMs);
    this.#latest ??= setTimeout(() => void this.flush(), atMostMs);
  }

  /** A change that cannot wait or be merged with others: rows, columns, sections, undo, a fix. */
  now(job: Job): Promise<Outcome> {
    return new Promise((done, failed) => {
      this.#waiting.push({ job, done, failed });
      if (this.state.is === "saved") {
        this.state = { is: "pending" };
        this.#changed();
      }
      void this.flush();
    });
  }

  /** Sends what waits and resolves when nothing is left, or when it cannot be sent now. */
  async flush(): Promise<void> {
    clearTimeout(this.#idle);
    clearTimeout(this.#latest);
    this.#latest = undefined;
    if (!this.#isRunning) {
      this.#isRunning = true;
      this.#running = this.#run();
    }
    await this.#running;
  }

  /** The document changed elsewhere. What is typed here stays on top of what is read. */
  async refresh(): Promise<void> {
    this.#stale = true;
    await this.flush();
  }

  /** Tries at once what failed. */
  async retry(): Promise<void> {
    this.#attempt = 0;
    clearTimeout(this.#again);
    await this.flush();
  }

  /** Whether something typed is not committed yet. */
  get hasUnsaved(): boolean {
    return this.#waiting.length > 0 || this.#flying.size > 0 || this.#isPressing;
  }

  /** The window or the view closes: sends what waits; no timer stays behind. */
  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#again);
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        // After a request the heads are old until the document is read: nothing is sent on old heads.
        if (this.#stale && !(await this.#read())) return;
        const next = this.#waiting[0];
        if (!next) {
          // It changed again while it was read.
          if (this.#stale) continue;
          return;
        }
        if (next instanceof Map) {
          if (!(await this.#send(next))) return;
        } else {
          this.#waiting.shift();
          await this.#press(next);
        }
      }
    } finally {
      // With the last look at what waits: what is put there later begins a run of its own.
      this.#isRunning = false;
    }
  }

  async #send(typed: Typed): Promise<boolean> {
    const sent = [...typed].slice(0, this.#alone > 0 ? 1 : undefined);
    if (this.#alone > 0) this.#alone -= 1;
    for (const [path, wish] of sent) {
      this.#flying.set(path, wish);
      typed.delete(path);
    }
    if (typed.size === 0) this.#waiting.shift();
    const edits = [...this.#flying].flatMap(([path, wish]) => this.#edit(path, wish) ?? []);
    if (edits.length === 0) {
      this.#flying.clear();
      this.#rest();
      return true;
    }
    try {
      const outcome = await this.#port.edit(this.base.heads, edits);
      this.#saved(outcome);
      return true;
    } catch (error) {
      return this.#failed(error);
    }
  }

  #edit(path: string, wish: Wish): Edit | null {
    if (wish.kind === "words") return { edit: "set_words", path, words: wish.words };
    if (wish.kind === "set") {
      const old = valueAt(this.base.content, path) ?? null;
      return JSON.stringify(old) === JSON.stringify(wish.value) ? null : { edit: "set", path, value: wish.value };
    }
    const splice = smallestSplice(textAt(this.base.content, path), wish.text);
    return splice && { edit: "splice", path, ...splice };
  }

  async #press({ job, done, failed }: Pressed): Promise<void> {
    this.#isPressing = true;
    try {
      const outcome = await job(this.base.heads);
      this.#saved(outcome);
      // The view that asked goes on when it can see what it made.
      await this.#read();
      this.#isPressing = false;
      done(outcome);
    } catch (error) {
      this.#isPressing = false;
      this.#rest();
      failed(error);
    }
  }

  #saved(outcome: Outcome): void {
    this.#attempt = 0;
    this.#stale = true;
    this.state = this.#waiting.length > 0 ? { is: "pending" } : { is: "saved", at: outcome.saved_at };
    this.#changed();
  }

  #rest(): void {
    if (this.state.is !== "pending" || this.hasUnsaved) return;
    this.state = { is: "saved", at: this.base.summary.changed_at };
    this.#changed();
  }

  #failed(error: unknown): boolean {
    const { code, message } = this.#port.problem(error);
    const flown = [...this.#flying];
    this.#flying.clear();
    if (code === "invalid" || code === "not_found") {
      if (flown.length > 1) {
        // One of them cannot be taken; each goes alone, so that the others are saved.
        this.#alone = flown.length;
        this.#giveBack(flown);
        return true;
      }
      for (const [path, wish] of flown) if (!this.#typed().some((typed) => typed.has(path))) this.refused.set(path, { message, wish });
      this.#show();
      this.#rest();
      return true;
    }
    this.#giveBack(flown);
    this.#later(message);
    return false;
  }

  #giveBack(flown: [string, Wish][]): void {
    const next = this.#waiting[0];
    const newer = next instanceof Map ? [...next] : [];
    if (next instanceof Map) this.#waiting.shift();
    this.#waiting.unshift(new Map([...flown, ...newer]));
  }

  #typed(): Typed[] {
    return this.#waiting.filter((step) => step instanceof Map);
  }

  #later(message: string): void {
    this.state = { is: "failed", message };
    const wait = retryMs[Math.min(this.#attempt, retryMs.length - 1)] ?? 30_000;
    this.#attempt += 1;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.flush(), wait);
    this.#show();
  }

  async #read(): Promise<boolean> {
    // Before it is asked for: a change that is told of meanwhile may not be in the answer.
    this.#stale = false;
    try {
      const open = await this.#port.read();
      this.#adopt(open);
      return true;
    } catch (error) {
      // A job may end although the document cannot be read; the next round reads again.
      this.#stale = true;
      this.#later(this.#port.problem(error).message);
      return false;
    }
  }

  #adopt(open: OpenDocument): void {
    // Each text was typed on the one before it: on what is on its way, or on what was read.
    const before = new Map(this.#flying);
    const now: Typed = new Map();
    const textIn = (typed: Typed, path: string, content: Document): string => {
      const wish = typed.get(path);
      return wish?.kind === "text" ? wish.text : textAt(content, path);
    };
    for (const typed of this.#typed()) {
      for (const [path, wish] of typed) {
        if (wish.kind !== "text") continue;
        const text = merge(textIn(before, path, this.base.content), wish.text, textIn(now, path, open.content));
        before.set(path, wish);
        typed.set(path, { kind: "text", text });
        now.set(path, { kind: "text", text });
      }
    }
    this.#flying = new Map();
    this.base = share(this.base, open);
    if (this.state.is === "failed" && !this.hasUnsaved) this.state = { is: "saved", at: open.summary.changed_at };
    this.#show();
  }

  #show(): void {
    let shown = this.base.content;
    const layers = [...this.#flying, ...[...this.refused].map(([p, r]) => [p, r.wish] as const), ...this.#typed().flatMap((typed) => [...typed])];
    for (const [path, wish] of layers) {
      const value = wish.kind === "text" ? wish.text : wish.kind === "words" ? wish.words || null : wish.value;
      shown = withValue(shown, path, value);
    }
    this.shown = share(this.shown, shown);
    this.#changed();
  }
}
