/** One open document: what is shown, what is being saved, and what the person looks at. */
import { getContext, setContext } from "svelte";
import { cache, clock, intent, onFact, problemOf, query, saved } from "../../backend";
import { date } from "../../components/time";
import type { DirectoryEntry } from "../../generated/DirectoryEntry";
import type { Document } from "../../generated/Document";
import type { Edit } from "../../generated/Edit";
import type { FindingRow } from "../../generated/FindingRow";
import type { Intent } from "../../generated/Intent";
import type { OpenDocument } from "../../generated/OpenDocument";
import type { Outcome } from "../../generated/Outcome";
import { Saver, type Refusal, type SaveState, type Wish } from "./saver";
import type { Reading } from "./values";

/** A place in the document that the panel is about, or that a finding leads to. */
export interface Place {
  section: string;
  row?: string | null;
  column?: string | null;
  /** A place of the escalation matrix, which may have no row yet. */
  level?: { severity: string; name: string; clock: string };
}

const none: Record<string, string> = {};
const nobody: DirectoryEntry[] = [];

export class DocumentSession {
  readonly id: string;
  /** The document now, as last read. */
  open = $state.raw<OpenDocument | null>(null);
  /** Its content with everything typed on top. */
  content = $state.raw<Document | null>(null);
  /** The document at a past moment, while one is shown. */
  past = $state.raw<OpenDocument | null>(null);
  save = $state.raw<SaveState>({ is: "saved", at: null });
  refused = $state.raw<ReadonlyMap<string, Refusal>>(new Map());
  problem = $state<string | null>(null);
  /** What the past moment is compared with, where that is not now. */
  compared = $state.raw<OpenDocument | null>(null);
  /** While a past moment is shown: what differs in place, what stood then, or what it is compared with. */
  view = $state<"marked" | "then" | "now">("marked");
  mode = $state<"edit" | "read">("edit");
  /** The cell the side panel is about. */
  selected = $state.raw<Place | null>(null);
  /** Where to go; a new object each time, so that the same place can be gone to twice. */
  target = $state.raw<Place | null>(null);
  /** What was done, and what takes it back. */
  toast = $state.raw<{ words: string; back: () => void } | null>(null);
  #saver: Saver | null = null;
  #asked = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** What is on the screen: a past moment, or now. */
  readonly shown = $derived(this.past && this.view === "now" ? (this.compared ?? this.open) : (this.past ?? this.open));
  readonly document = $derived(this.past ? (this.shown?.content ?? null) : this.content);
  /** The moment compared with; null for now. */
  readonly comparedAt = $derived(this.compared?.as_of ?? null);
  readonly canEdit = $derived(this.mode === "edit" && this.past === null);
  readonly zone = $derived(cache.overview.value?.zone ?? "UTC");
  /** Minutes and seconds pass without redrawing the document: only the day decides how a moment reads. */
  readonly #today = $derived(date(clock.now, this.zone));
  // Each apart, so that a save that changes none of them draws no cell again.
  readonly #names = $derived(this.shown?.names ?? none);
  readonly #findings = $derived(this.shown?.findings);
  readonly #directory = $derived(cache.directory.value?.entries ?? nobody);
  readonly reading: Reading = $derived({
    names: this.#names,
    directory: this.#directory,
    zone: this.zone,
    now: Date.parse(`${this.#today} 12:00 UTC`),
  });

  /** Reads the document and follows its changes until the returned function is called. */
  start(at?: string): () => void {
    cache.directory.want();
    void this.#load().then(() => (at ? this.showAt(at) : undefined));
    const stop = onFact((fact) => {
      if (fact.event !== "document_changed" || fact.document !== this.id) return;
      // Our own commit was read already.
      if (this.save.is === "saved" && this.save.at === fact.saved_at) return;
      void this.#saver?.refresh();
    });
    const hide = (): void => void this.#saver?.flush();
    window.addEventListener("blur", hide);
    window.addEventListener("pagehide", hide);
    return () => {
      stop();
      window.removeEventListener("blur", hide);
      window.removeEventListener("pagehide", hide);
      void this.#saver?.close();
    };
  }

  async #load(): Promise<void> {
    try {
      const open = await query({ query: "document", document: this.id, at: null });
      this.#saver = new Saver(
        {
          edit: (heads, edits) => intent({ intent: "edit", document: this.id, heads, edits }),
          read: () => query({ query: "document", document: this.id, at: null }),
          problem: problemOf,
        },
        open,
        () => this.#take(),
      );
      this.#take();
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error).message;
    }
  }

  #take(): void {
    const saver = this.#saver;
    if (!saver) return;
    this.open = saver.base;
    this.content = saver.shown;
    this.save = saver.state;
    this.refused = new Map(saver.refused);
    if (saver.state.is === "failed") saved.problem = `Not saved: ${saver.state.message}`;
    else if (saver.state.is === "saved" && saver.state.at) {
      saved.problem = null;
      saved.at = saver.state.at;
    }
  }

  /** Something typed. */
  put(path: string, wish: Wish): void {
    if (this.canEdit) this.#saver?.put(path, wish);
  }

  /** What is typed is sent without waiting: a field was left. Resolves when it is saved, or cannot be now. */
  async flush(): Promise<void> {
    await this.#saver?.flush();
  }

  retry(): void {
    if (this.#saver) void this.#saver.retry();
    else void this.#load();
  }

  /** Changes the shape of the document. Null, with a message on the page, when it was not taken. */
  edit(edits: Edit[]): Promise<Outcome | null> {
    return this.#job((heads) => intent({ intent: "edit", document: this.id, heads, edits }));
  }

  /** Does something to this document beside editing it. */
  act(what: Intent): Promise<Outcome | null> {
    return this.#job(() => intent(what));
  }

  async #job(job: (heads: string[]) => Promise<Outcome>): Promise<Outcome | null> {
    if (!this.#saver) return null;
    try {
      const outcome = await this.#saver.now(job);
      this.problem = null;
      return outcome;
    } catch (error) {
      this.problem = problemOf(error).message;
      return null;
    }
  }

  undo(): void {
    if (this.past === null) void this.#step("undo");
  }

  /** What went with a decision about a case, and what could not be taken back, is said. */
  async #step(step: "undo" | "redo"): Promise<void> {
    const done = await this.act({ intent: step, document: this.id });
    if (done && done.remarks.length > 0) this.toast = { words: `${done.remarks.join(". ")}.`, back: step === "undo" ? () => this.redo() : () => this.undo() };
  }

  /** Says what was done just now, the newest edit of the document. */
  offerUndo(words: string): void {
    this.toast = { words, back: () => this.undo() };
  }

  redo(): void {
    if (this.past === null) void this.#step("redo");
  }

  async remove(path: string, id: string, words: string): Promise<void> {
    if (await this.edit([{ edit: "remove", path, id }])) this.offerUndo(words);
  }

  fix(finding: FindingRow): Promise<Outcome | null> {
    const { rule, section, row, column } = finding;
    return this.act({ intent: "apply_fix", document: this.id, rule, section, row, column });
  }

  goTo(place: Place): void {
    this.target = { ...place };
  }

  /** Shows the document as it was known here at a moment. A newer wish makes an older answer void. */
  async showAt(at: string): Promise<void> {
    const mine = ++this.#asked;
    try {
      const past = await query({ query: "document", document: this.id, at });
      if (mine !== this.#asked) return;
      this.past = past;
      this.problem = null;
    } catch (error) {
      if (mine === this.#asked) this.problem = problemOf(error).message;
    }
  }

  /** Compares the past moment with another one, or with now. */
  async compareWith(at: string | null): Promise<void> {
    try {
      this.compared = at === null ? null : await query({ query: "document", document: this.id, at });
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error).message;
    }
  }

  /** Makes the document, or one section of it, what it was at the moment shown; an edit like any other, so it can be undone. */
  async restore(section: string | null = null): Promise<void> {
    const at = this.past?.as_of;
    if (!at) return;
    const what: Intent = section ? { intent: "past", act: "restore_section", document: this.id, section, at } : { intent: "restore", document: this.id, at };
    if (!(await this.act(what))) return;
    this.backToNow();
    this.offerUndo("Restored");
  }

  backToNow(): void {
    this.#asked += 1;
    this.past = null;
    this.compared = null;
    this.view = "marked";
  }

  /** A name of the directory or of the document's references; what is no id is a name already. */
  name(id: string): string {
    return this.reading.names[id] ?? this.reading.directory.find((entry) => entry.id === id)?.name ?? id;
  }

  /** Findings of a section, with those of a row or cell among them. */
  findingsAt(section: string): FindingRow[] {
    return (this.#findings ?? []).filter((finding) => finding.section === section);
  }
}

const key = Symbol("document");
export const provideSession = (session: () => DocumentSession): void => void setContext(key, session);
/** The document that a component is a part of. */
export const useSession = (): DocumentSession => getContext<() => DocumentSession>(key)();
