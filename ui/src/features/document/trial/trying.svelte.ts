/** What the rules of one document are tried on, and what came of it. Nothing of it is stored. */
import { intent, problemOf, query, Resource } from "../../../backend";
import { base64Of, chosen, refusal, type ChosenFile } from "../../../components/file";
import type { RehearsedVersion } from "../../../generated/RehearsedVersion";
import type { RulesTried } from "../../../generated/RulesTried";
import type { TriedCases } from "../../../generated/TriedCases";
import type { DocumentSession } from "../session.svelte";

export type Source = "document" | "files";

export class Trying {
  isOpen = $state(false);
  source = $state<Source>("document");
  /** A pasted text with cases. */
  text = $state("");
  files = $state.raw<readonly ChosenFile[]>([]);
  /** Why a chosen file was not taken. */
  refused = $state("");
  /** The moment at which all cases are looked at, in plain words; empty for each at its opening. */
  at = $state("");
  against = $state.raw<RehearsedVersion | null>(null);
  readonly result: Resource<RulesTried>;
  #turn = 0;
  #running = "";

  constructor(document: string) {
    this.result = new Resource(() => {
      if (this.source === "files" && this.isEmpty) return null;
      const against = this.against;
      // What is asked anew is not wanted any more, whichever of the two is answered first.
      if (this.#running) void intent({ intent: "stop", job: this.#running }).catch(() => {});
      const job = `rules ${document} ${(this.#turn += 1)}`;
      this.#running = job;
      return this.#cases().then((cases) => query({ query: "try_rules", job, document, cases, at: this.at.trim(), ...(against ? { against } : {}) }));
    });
  }

  /** Nothing was pasted or chosen yet. */
  get isEmpty(): boolean {
    return this.text.trim() === "" && this.files.length === 0;
  }

  async take(list: FileList | readonly File[]): Promise<void> {
    const files = await Promise.all([...list].map(chosen));
    const reasons = files.map(refusal).filter((reason) => reason !== null);
    this.refused = reasons.length > 1 ? `${reasons[0]} ${reasons.length === 2 ? "One more file was" : `${reasons.length - 1} more files were`} not read.` : (reasons[0] ?? "");
    this.files = [...this.files, ...files.filter((file) => refusal(file) === null)];
  }

  /** What came of the last decisions that were put into the rows: what is left to a person, or what was wrong. */
  done = $state.raw<{ left: readonly string[]; problem: string } | null>(null);

  /** A decision is on its way into a row. */
  busy = $state(false);

  /** What is shown is what would happen now, in this document, by these rules. */
  get canApply(): boolean {
    return this.source === "document" && this.at.trim() === "" && this.against === null;
  }

  /** The cases that wait for somebody, and for which the rules would change something. */
  get waiting(): [string, string][] {
    const cases = this.canApply ? (this.result.value?.cases ?? []) : [];
    return cases.filter((c) => c.is_waiting && c.changes.length > 0).flatMap((c) => (c.row ? [c.row] : []));
  }

  /** Lets the rules decide about cases of the document now. One edit, undone as one. */
  async apply(document: string, rows: [string, string][]): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const outcome = await intent({ intent: "route_cases", document, rows });
      this.done = { left: outcome.remarks, problem: "" };
    } catch (error) {
      this.done = { left: [], problem: problemOf(error).message };
    }
    await this.result.load();
    this.busy = false;
  }

  forget(file: ChosenFile): void {
    this.files = this.files.filter((other) => other !== file);
  }

  async #cases(): Promise<TriedCases> {
    if (this.source === "document") return { from: "document" };
    const files = this.files.map((file) => ({ from: "bytes" as const, file_name: file.name, base64: file.base64 ?? "" }));
    if (this.text.trim()) files.unshift({ from: "bytes", file_name: "", base64: await base64Of(new Blob([this.text])) });
    return { from: "files", files };
  }
}

const states = new WeakMap<DocumentSession, Trying>();

export function tryingOf(session: DocumentSession): Trying {
  let found = states.get(session);
  if (!found) states.set(session, (found = new Trying(session.id)));
  return found;
}
