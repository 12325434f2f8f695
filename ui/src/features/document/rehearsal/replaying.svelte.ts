/** Past incidents that are played through one matrix, and what came of it. Nothing of it is stored. */
import { intent, query, Resource } from "../../../backend";
import { base64Of, chosen, refusal, type ChosenFile } from "../../../components/file";
import type { RehearsedVersion } from "../../../generated/RehearsedVersion";
import type { ReplayReading } from "../../../generated/ReplayReading";

export class Replaying {
  /** A pasted table. */
  text = $state("");
  files = $state.raw<readonly ChosenFile[]>([]);
  /** Why a chosen file was not taken. */
  refused = $state("");
  against = $state.raw<RehearsedVersion | null>(null);
  readonly result: Resource<ReplayReading>;
  #turn = 0;
  #running = "";

  constructor(document: string) {
    this.result = new Resource(() => {
      if (this.isEmpty) return null;
      const against = this.against;
      // What is asked anew is not wanted any more, whichever of the two is answered first.
      if (this.#running) void intent({ intent: "stop", job: this.#running }).catch(() => {});
      const job = `replay ${document} ${(this.#turn += 1)}`;
      this.#running = job;
      return this.#sources().then((files) => query({ query: "replay_incidents", job, document, files, ...(against ? { against } : {}) }));
    });
  }

  /** Nothing was pasted or chosen yet. */
  get isEmpty(): boolean {
    return this.text.trim() === "" && this.files.length === 0;
  }

  async take(list: FileList | readonly File[]): Promise<void> {
    const files = await Promise.all([...list].map(chosen));
    this.refused = files.map(refusal).find((reason) => reason !== null) ?? "";
    this.files = [...this.files, ...files.filter((file) => refusal(file) === null)];
  }

  forget(file: ChosenFile): void {
    this.files = this.files.filter((other) => other !== file);
  }

  async #sources(): Promise<{ from: "bytes"; file_name: string; base64: string }[]> {
    const files = this.files.map((file) => ({ from: "bytes" as const, file_name: file.name, base64: file.base64 ?? "" }));
    const text = this.text.trim();
    // A table of Markdown begins with its sign; what else is pasted is CSV.
    if (text) files.unshift({ from: "bytes", file_name: /^\|/m.test(text) ? "pasted.md" : "pasted.csv", base64: await base64Of(new Blob([this.text])) });
    return files;
  }
}
