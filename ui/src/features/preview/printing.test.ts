import { beforeEach, describe, expect, it, vi } from "vitest";
import { transport } from "../../../dev/transport";
import { dotsFor, isTurned, Printing } from "./printing.svelte";
import type { Pages } from "./pdf";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

const options = { to: "pdf", paper: "a4", grey: false, blank: false, cards: false, person: "", attachments: false, at: null };
const subject = { documents: ["doc-iap"], incident: null, options };
const drawn: number[] = [];
let sheets = 0;

/** Pages of a file; a test says when each is drawn. */
function pages(wait: (page: number) => Promise<void> = () => Promise.resolve()): () => Promise<Pages> {
  return () =>
    Promise.resolve({
      draw: (page) => ({
        done: wait(page).then(() => {
          drawn.push(page);
          const picture = document.createElement("canvas");
          picture.toBlob = (tell) => tell(new Blob(["x"]));
          return { picture, text: document.createElement("div") };
        }),
        cancel: () => {},
      }),
      close: () => {},
    });
}

beforeEach(() => {
  vi.restoreAllMocks();
  drawn.length = 0;
  URL.createObjectURL = () => "blob:x";
  URL.revokeObjectURL = () => {};
  HTMLImageElement.prototype.decode = () => Promise.resolve();
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  HTMLCanvasElement.prototype.toBlob = (tell) => tell(new Blob(["x"]));
  vi.spyOn(transport, "print").mockImplementation(async () => {
    sheets = document.querySelectorAll(".printed-sheets img").length;
    return true;
  });
});

describe("printing", () => {
  it("hands every page to the printer and leaves nothing behind", async () => {
    const printing = new Printing(pages());
    await printing.print(subject, "a4");
    expect(drawn.length).toBeGreaterThan(1);
    expect([sheets, printing.total, printing.words]).toEqual([drawn.length, drawn.length, "Handed to the printer."]);
    expect(document.querySelector(".printed-sheets")).toBeNull();
  });
  it("says that nothing was printed when the person changed their mind", async () => {
    vi.spyOn(transport, "print").mockResolvedValue(false);
    const printing = new Printing(pages());
    await printing.print(subject, "a4");
    expect([printing.words, printing.isDone]).toEqual(["Nothing was printed.", false]);
  });
  it("stops between two pages, and can begin anew", async () => {
    let go = (): void => {};
    const printing = new Printing(pages((page) => (page === 1 ? new Promise((done) => (go = done)) : Promise.resolve())));
    const work = printing.print(subject, "a4");
    await vi.waitFor(() => expect(printing.words).toMatch(/^Page 2 of/));
    printing.stop();
    go();
    await work;
    expect(printing.words).toBe("Nothing was printed.");
    expect(transport.print).not.toHaveBeenCalled();
    const again = new Printing(pages());
    await again.print(subject, "letter");
    expect(transport.print).toHaveBeenCalledWith("letter");
  });
  it("tells why it could not", async () => {
    vi.spyOn(transport, "print").mockRejectedValue({ code: "failed", message: "it was not printed: out of paper", details: [] });
    const printing = new Printing(pages());
    await expect(printing.print(subject, "a4")).rejects.toMatchObject({ message: "it was not printed: out of paper" });
    expect([printing.isBusy, document.querySelector(".printed-sheets")]).toEqual([false, null]);
  });
  it("draws a few pages as fine as a printer, and a binder as fine as the memory bears", () => {
    expect([dotsFor(1), dotsFor(12), dotsFor(13)]).toEqual([300, 300, 200]);
    expect([isTurned({ width: 842, height: 595 }), isTurned({ width: 595, height: 842 })]).toEqual([true, false]);
  });
});
