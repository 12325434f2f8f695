/**
 * The pages of a PDF as pictures with their text, by pdf.js. It is loaded when the first page is wanted, so
 * that nobody who looks at no page pays for it. Its own thread reads the file; the page's thread draws.
 */
import type { PDFDocumentLoadingTask, PDFDocumentProxy, PDFPageProxy, PDFWorker, RenderTask, TextLayer } from "pdfjs-dist";
// Older webviews than the newest lack what pdf.js is written in; this build of it brings that along.
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

type PdfJs = typeof import("pdfjs-dist");

/** A page as it was drawn. */
export interface Drawn {
  picture: HTMLCanvasElement;
  /** Its words where they stand, seen by nobody, to be selected and read out. */
  text: HTMLElement;
}

/** A drawing under way. */
export interface Drawing {
  /** Null when it was cancelled. */
  done: Promise<Drawn | null>;
  cancel(): void;
}

/** An open file. */
export interface Pages {
  /** Draws a page, counted from 0, with so many pixels to a point and so many of the screen to each of those. */
  draw(page: number, scale: number, density: number): Drawing;
  close(): void;
}

/** Opens a file. */
export type OpenPages = (bytes: Uint8Array) => Promise<Pages>;

let library: Promise<PdfJs> | null = null;

async function load(): Promise<PdfJs> {
  library ??= import("pdfjs-dist/legacy/build/pdf.mjs");
  try {
    return await library;
  } catch (error) {
    // The next attempt begins anew.
    library = null;
    throw error;
  }
}

/** The thread that reads files, as long as one is open. */
class Reader {
  #users = 0;
  #thread: Worker | null = null;
  #worker: PDFWorker | null = null;
  #failed: Promise<never> | null = null;

  take(pdf: PdfJs): { worker: PDFWorker; failed: Promise<never> } {
    this.#users += 1;
    if (!this.#worker || !this.#failed) {
      // Made here and not by pdf.js, which does not know the application's own pages for one origin and would wrap it.
      const thread = new Worker(workerUrl, { type: "module" });
      this.#failed = new Promise((_, reject) => {
        thread.addEventListener("error", (event) => reject(new Error(event.message || "the thread that reads pages did not start")), { once: true });
      });
      this.#failed.catch(() => {});
      this.#thread = thread;
      this.#worker = new pdf.PDFWorker({ port: thread } as unknown as ConstructorParameters<typeof PDFWorker>[0]);
    }
    return { worker: this.#worker, failed: this.#failed };
  }

  give(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#worker?.destroy();
    this.#thread?.terminate();
    this.#worker = null;
    this.#thread = null;
    this.#failed = null;
  }
}

const reader = new Reader();

/** Opens the bytes of a PDF. They are handed to the reading thread and are empty afterwards. */
export const openPdf: OpenPages = async (bytes) => {
  const pdf = await load();
  const { worker, failed } = reader.take(pdf);
  // What would fetch or compile something is off: the window's policy forbids both, and our pages need neither.
  const task: PDFDocumentLoadingTask = pdf.getDocument({
    data: bytes,
    worker,
    isEvalSupported: false,
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    verbosity: pdf.VerbosityLevel.ERRORS,
  });
  // Whatever is still being drawn ends as cancelled.
  const close = (): void =>
    void task
      .destroy()
      .catch(() => {})
      .finally(() => reader.give());
  let file: PDFDocumentProxy;
  try {
    file = await Promise.race([task.promise, failed]);
  } catch (error) {
    close();
    throw error;
  }
  let isOpen = true;
  return {
    draw: (page, scale, density) => draw(pdf, file, page, scale, density),
    close: () => {
      if (isOpen) close();
      isOpen = false;
    },
  };
};

function draw(pdf: PdfJs, file: PDFDocumentProxy, number: number, scale: number, density: number): Drawing {
  let isWanted = true;
  let render: RenderTask | null = null;
  let layer: TextLayer | null = null;
  const work = async (): Promise<Drawn | null> => {
    const page: PDFPageProxy = await file.getPage(number + 1);
    if (!isWanted) return null;
    const viewport = page.getViewport({ scale: scale * density });
    const picture = document.createElement("canvas");
    picture.width = Math.max(1, Math.floor(viewport.width));
    picture.height = Math.max(1, Math.floor(viewport.height));
    render = page.render({ canvas: picture, viewport });
    await render.promise;
    if (!isWanted) return null;
    const text = document.createElement("div");
    layer = new pdf.TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport: page.getViewport({ scale }) });
    await layer.render();
    page.cleanup();
    // pdf.js measures words on a canvas that it puts beside everything else; nothing of it is to be read out.
    for (const measure of document.querySelectorAll(".hiddenCanvasElement")) measure.setAttribute("aria-hidden", "true");
    return isWanted ? { picture, text } : null;
  };
  return {
    done: work().catch((error: unknown) => {
      if (!isWanted) return null;
      throw error;
    }),
    cancel: () => {
      isWanted = false;
      render?.cancel();
      layer?.cancel();
    },
  };
}
