/** The hand-off of one case while it is open: what was read, what was typed, and what came of the last act. */
import { intent, onFact, problemOf, query, Resource, transport } from "../../../backend";
import type { Brief } from "../../../generated/Brief";
import type { HandOffAct } from "../../../generated/HandOffAct";
import type { HandOffReading } from "../../../generated/HandOffReading";
import type { DocumentSession } from "../session.svelte";
import { saysSame } from "./words";

export class Handing {
  readonly #session: DocumentSession;
  readonly #row: string;
  readonly reading: Resource<HandOffReading>;
  /** Who it is meant for: id or name; empty for whom it has or the policy names. */
  to = $state("");
  /** Number of the ticket, where it was made on the platform by hand. */
  ticket = $state("");
  /** Why it goes without a line, by the key of the line. */
  waived = $state<Record<string, string>>({});
  /** The brief with what was typed and is not kept yet. */
  draft = $state.raw<Brief | null>(null);
  /** The last problem, with its lines. */
  problem = $state.raw<{ message: string; details: readonly string[] } | null>(null);
  /** What came of the last act, a sentence each. */
  said = $state.raw<readonly string[]>([]);
  busy = $state(false);

  constructor(session: DocumentSession, row: string) {
    this.#session = session;
    this.#row = row;
    this.reading = new Resource(() => query({ query: "hand_off", case: this.#case, to: this.to }));
  }

  get #case(): { id: string; document: string } {
    return { id: this.#row, document: this.#session.id };
  }

  /** Reads it and follows its changes until the returned function is called. */
  start(): () => void {
    // What was typed into the row a moment ago counts, too.
    void this.#session.flush().then(() => this.reading.load());
    return onFact((fact) => {
      const isOurs = fact.event === "document_changed" && fact.document === this.#session.id;
      const isMoved = fact.event === "log_appended" || fact.event === "outbox_changed";
      if ((isOurs || isMoved) && !this.busy) void this.reading.load();
    });
  }

  readonly brief = $derived.by(() => this.draft ?? this.reading.value?.brief ?? { parts: [] });

  get isChanged(): boolean {
    return this.draft !== null && this.reading.value !== null && !saysSame(this.draft, this.reading.value.brief);
  }

  /** Keeps what was typed into the brief. False, with the problem shown, where it could not be kept. */
  async keep(): Promise<boolean> {
    // Who types on while it is kept loses nothing: what came in meanwhile is kept in turn.
    for (let brief = this.draft; brief !== null; brief = this.draft) {
      if (this.isChanged && !(await this.#carry({ act: "keep_brief", brief }))) return false;
      if (this.draft === brief) this.draft = null;
    }
    return true;
  }

  /** Does something; what was typed into the brief is kept before. */
  async act(act: HandOffAct): Promise<boolean> {
    return (act.act === "forget_brief" || (await this.keep())) && (await this.#carry(act));
  }

  async handOver(): Promise<boolean> {
    const waived = Object.entries(this.waived).filter(([, reason]) => reason.trim() !== "");
    const open = new Set(this.reading.value?.gate.lines.filter((line) => line.state === "missing").map((line) => line.key));
    const done = await this.act({ act: "hand_over", to: this.to, ticket: this.ticket.trim(), waived: waived.filter(([key]) => open.has(key)).map(([item, reason]) => ({ item, reason })) });
    if (done) {
      this.waived = {};
      this.ticket = "";
    }
    return done;
  }

  async export(form: "markdown" | "pdf" | "zendesk" | "gorgias", name: string): Promise<void> {
    const kind = form === "markdown" || form === "pdf" ? form : "json";
    const ending = form === "markdown" ? "md" : form === "pdf" ? "pdf" : `${form}.json`;
    const path = await transport.pickSavePath(`${name.replace(/[\\/:]/g, "-")} brief.${ending}`, kind);
    if (path) await this.act({ act: "export", form, path });
  }

  async #carry(act: HandOffAct): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    const typed = this.draft;
    try {
      await this.#session.flush();
      const outcome = await intent({ intent: "hand_off", case: this.#case, act });
      this.said = outcome.remarks;
      this.problem = null;
      if (act.act === "forget_brief" && this.draft === typed) this.draft = null;
      await this.reading.load();
      return true;
    } catch (error) {
      const { message, details } = problemOf(error);
      this.problem = { message, details: details ?? [] };
      return false;
    } finally {
      this.busy = false;
    }
  }
}
