/**
 * Pages to a printer: the same pages as in the preview and in the file, drawn finely and handed to the system's own
 * dialog. The web view prints what a page shows, so each sheet of paper is one picture.
 */
import { problemOf, query, transport } from "../../backend";
import type { PageSize } from "../../generated/PageSize";
import { bytesOf, type Subject } from "./pages.svelte";
import { openPdf, type OpenPages, type Pages } from "./pdf";

/** The class of what only the printer sees; `base.css` knows it. */
const sheetsClass = "printed-sheets";

/** Dots per inch: as fine as a printer draws, for many pages as fine as the memory bears. */
export function dotsFor(pages: number): number {
  return pages <= 12 ? 300 : 200;
}

/** Whether a page lies across the paper and has to be turned: as the paper of the others stands. */
export function isTurned(page: PageSize): boolean {
  return page.width > page.height;
}

/** What is printed and how far it is. */
export class Printing {
  /** Pages that are drawn. */
  done = $state(0);
  total = $state(0);
  /** Nothing, making the pages ready, the system's dialog and the printer, or what became of it. */
  step = $state<"" | "making" | "printing" | "printed" | "stopped">("");
  #wish = 0;
  #job = "";
  readonly #open: OpenPages;

  constructor(open: OpenPages = openPdf) {
    this.#open = open;
  }

  get isBusy(): boolean {
    return this.step === "making" || this.step === "printing";
  }

  get isPreparing(): boolean {
    return this.step === "making";
  }

  get isDone(): boolean {
    return this.step === "printed";
  }

  /** How far it is, in words. */
  get words(): string {
    if (this.step === "making") return this.total ? `Page ${Math.min(this.done + 1, this.total)} of ${this.total} is made ready` : "The pages are being made";
    if (this.step === "printing") return "In the system’s dialog for printing";
    if (this.step === "printed") return "Handed to the printer.";
    if (this.step === "stopped") return "Nothing was printed.";
    return "";
  }

  /** Makes the pages ready and opens the system's dialog. Throws why it could not. */
  async print(subject: Subject, paper: "a4" | "letter"): Promise<void> {
    if (this.isBusy) return;
    const mine = ++this.#wish;
    const isOff = (): boolean => mine !== this.#wish;
    this.#job = `print ${mine}`;
    this.done = this.total = 0;
    this.step = "making";
    const sheets = document.createElement("div");
    sheets.className = sheetsClass;
    const urls: string[] = [];
    let pages: Pages | null = null;
    try {
      const made = await query({ query: "preview", job: this.#job, documents: [...subject.documents], incident: subject.incident, options: subject.options });
      if (isOff()) return;
      this.total = made.pages.length;
      pages = await this.#open(bytesOf(made.base64));
      for (const [at, size] of made.pages.entries()) {
        const drawn = await pages.draw(at, dotsFor(made.pages.length) / 72, 1).done;
        if (isOff() || !drawn) return;
        const picture = await sheet(drawn.picture, isTurned(size));
        urls.push(picture.src);
        sheets.append(picture);
        this.done = at + 1;
        if (isOff()) return;
      }
      document.body.append(sheets);
      this.step = "printing";
      const isPrinted = await transport.print(paper);
      if (!isOff()) this.step = isPrinted ? "printed" : "stopped";
    } catch (error) {
      if (isOff() || problemOf(error).code === "stopped") return;
      this.step = "";
      throw error;
    } finally {
      pages?.close();
      sheets.remove();
      for (const url of urls) URL.revokeObjectURL(url);
    }
  }

  /** Ends making pages ready. What is with the printer already is stopped there. */
  stop(): void {
    if (this.step !== "making") return;
    this.#wish += 1;
    this.step = "stopped";
    void transport.intent({ intent: "stop", job: this.#job }).catch(() => {});
  }
}

/** One sheet of paper as a picture; the memory of the canvas is given back at once. */
async function sheet(drawn: HTMLCanvasElement, turned: boolean): Promise<HTMLImageElement> {
  const canvas = turned ? upright(drawn) : drawn;
  const blob = await new Promise<Blob | null>((tell) => canvas.toBlob(tell, "image/png"));
  for (const used of [drawn, canvas]) used.width = used.height = 0;
  if (!blob) throw new Error("a page could not be made into a picture. The exported file has it");
  const picture = new Image();
  picture.src = URL.createObjectURL(blob);
  picture.alt = "";
  await picture.decode();
  return picture;
}

function upright(drawn: HTMLCanvasElement): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = drawn.height;
  canvas.height = drawn.width;
  const context = canvas.getContext("2d");
  // The head of a page across is at the left of the sheet, where it is bound.
  context?.translate(0, canvas.height);
  context?.rotate(-Math.PI / 2);
  context?.drawImage(drawn, 0, 0);
  return canvas;
}
