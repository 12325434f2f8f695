/** The notes of one table's rows, read when somebody looks at them and again when the log grows. */
import { intent, onFact, problemOf, query } from "../../../backend";
import type { CaseDutyRow } from "../../../generated/CaseDutyRow";
import type { RowNote } from "../../../generated/RowNote";

export class Notes {
  readonly #document: string;
  readonly #section: string;
  #all = $state.raw<readonly RowNote[]>([]);
  problem = $state<string | null>(null);
  #reading = 0;

  constructor(document: string, section: string) {
    this.#document = document;
    this.#section = section;
  }

  readonly #byRow = $derived.by(() => {
    const rows = new Map<string, RowNote[]>();
    for (const note of this.#all) rows.set(note.row, [...(rows.get(note.row) ?? []), note]);
    return rows;
  });

  /** Whether any row has notes. */
  readonly isAny = $derived(this.#all.length > 0);

  /** The notes of a row, newest last. */
  of(row: string): readonly RowNote[] {
    return this.#byRow.get(row) ?? [];
  }

  /** Reads the notes and follows the log until the returned function is called. */
  start(): () => void {
    void this.#read();
    return onFact((fact) => {
      if (fact.event === "log_appended") void this.#read();
    });
  }

  async #read(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const all = await query({ query: "row_notes", document: this.#document, section: this.#section, row: null });
      if (reading === this.#reading) this.#all = all;
    } catch {
      // The marks of notes are worth no message of their own: the rows themselves are shown.
    }
  }

  /** Says that something which rules left to a person was done, with what is typed as its note. */
  async end(duty: CaseDutyRow, words: string): Promise<boolean> {
    try {
      await intent({ intent: "end_case_duty", routed: duty.routed, place: duty.place, words });
      this.problem = null;
      await this.#read();
      return true;
    } catch (error) {
      this.problem = problemOf(error).message;
      return false;
    }
  }

  /** Writes a note. False, with the reason in `problem`, when it was not taken. */
  async write(row: string, text: string): Promise<boolean> {
    try {
      await intent({ intent: "note_row", document: this.#document, section: this.#section, row, text });
      this.problem = null;
      await this.#read();
      return true;
    } catch (error) {
      this.problem = problemOf(error).message;
      return false;
    }
  }
}
