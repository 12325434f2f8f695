import { problemOf, type Problem } from "./bridge";

/**
 * Something read from the backend and kept: the value of the last good reading, and what was wrong
 * with the latest one. A reading that was overtaken by a newer one is dropped.
 */
export class Resource<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  #reading = 0;
  #wanted = false;
  readonly #read: () => Promise<T> | null;

  /** `read` answers null when there is nothing to ask for now. */
  constructor(read: () => Promise<T> | null) {
    this.#read = read;
  }

  /** Somebody shows it: from now on it is kept fresh. */
  want(): this {
    if (!this.#wanted) {
      this.#wanted = true;
      void this.load();
    }
    return this;
  }

  /** Reads again if somebody ever asked for it. */
  refresh(): void {
    if (this.#wanted) void this.load();
  }

  /** Forgets what was read, because it is about something else now; a reading on its way is dropped. */
  drop(): void {
    this.#reading += 1;
    this.value = null;
    this.problem = null;
  }

  async load(): Promise<void> {
    this.#wanted = true;
    const reading = ++this.#reading;
    try {
      const promise = this.#read();
      const value = promise ? await promise : null;
      if (reading !== this.#reading) return;
      this.value = value;
      this.problem = null;
    } catch (error) {
      if (reading !== this.#reading) return;
      // The last good value stays: what was true a moment ago helps more than a blank.
      this.problem = problemOf(error);
    }
  }
}
