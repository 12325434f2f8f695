import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { intents, transport } from "../../../dev/transport";
import { tellFact } from "../../backend/facts";
import { expectAccessible } from "../../components/axe";
import type { ExportOptions } from "../../generated/ExportOptions";
import ExportDialog from "./ExportDialog.svelte";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

let asked: ExportOptions[] = [];
const preview = createRawSnippet<[ExportOptions]>((options) => {
  return {
    render: () => "<p>the pages</p>",
    setup: () => void asked.push(options()),
  };
});
const dialog = (more: Record<string, unknown> = {}) => render(ExportDialog, { open: true, title: "Action plan", documents: ["d1"], incident: null, onclose: () => {}, preview, ...more });
const choose = (name: string): Promise<boolean> => fireEvent.click(screen.getByRole("radio", { name }));
const push = (name: RegExp): Promise<boolean> => fireEvent.click(screen.getByRole("button", { name }));
const exports = (): unknown[] => intents.filter((intent) => intent.intent === "export").map((intent) => (intent as { options: unknown }).options);

beforeEach(() => {
  intents.length = 0;
  asked = [];
});
afterEach(() => vi.restoreAllMocks());

describe("an export", () => {
  it("has the choices of its form, and pages beside them where it has pages", async () => {
    dialog();
    await expectAccessible(document.body);
    expect(screen.getByText("the pages")).toBeTruthy();
    expect(screen.getByLabelText("Only the parts of")).toBeTruthy();
    await choose("Blank form");
    expect(screen.queryByLabelText("Only the parts of"), "a blank form is for everybody").toBeNull();
    await choose("Markdown");
    expect(screen.queryByText("the pages")).toBeNull();
    expect(screen.getByLabelText("With the attached files in a folder beside it")).toBeTruthy();
    await choose("Rules");
    await choose("CSV");
    await expectAccessible(document.body);
    const path = vi.spyOn(transport, "pickSavePath").mockResolvedValue("/tmp/rules.csv");
    await push(/Choose where/);
    await waitFor(() => expect(exports()).toEqual([expect.objectContaining({ to: "rules-csv", blank: false, attachments: false })]));
    expect(path).toHaveBeenCalledWith("Action plan rules", "csv");
  });

  it("of a binder can have its cards at the end, one of a document is the cards", async () => {
    const { unmount } = dialog({ incident: "inc-2041", documents: [] });
    await fireEvent.click(screen.getByRole("checkbox", { name: "Call tree and wallet cards at its end" }));
    expect(screen.queryByRole("radio", { name: "Cards" })).toBeNull();
    await push(/Choose where/);
    await waitFor(() => expect(exports()).toEqual([expect.objectContaining({ cards: true, blank: false })]));
    unmount();
    dialog();
    await choose("Cards");
    await push(/Choose where/);
    await waitFor(() => expect(exports()).toHaveLength(2));
    expect(exports()[1]).toMatchObject({ cards: true, to: "pdf" });
  });

  it("says where it was written, as the exporter says it, and shows it there", async () => {
    const show = vi.spyOn(transport, "showInFolder").mockRejectedValueOnce({ code: "no_program", message: "the folder could not be opened", details: [] });
    vi.spyOn(transport, "pickSavePath").mockResolvedValue("/tmp/set.md");
    vi.spyOn(transport, "intent").mockResolvedValueOnce({ saved_at: "2026-03-11T14:47:12Z", heads: [], ids: [], can_undo: false, can_redo: false, remarks: ["Written: /tmp/set", "4 documents, a file each"] });
    dialog({ to: "markdown" });
    await push(/Choose where/);
    expect(await screen.findByText("/tmp/set")).toBeTruthy();
    expect(screen.getByText("4 documents, a file each")).toBeTruthy();
    await push(/Show in folder/);
    expect(show).toHaveBeenCalledWith("/tmp/set");
    expect(await screen.findByText("the folder could not be opened")).toBeTruthy();
    expect(screen.getByRole("button", { name: /Done/ })).toBeTruthy();
    await choose("PDF");
    expect(screen.queryByText("/tmp/set"), "what was written is not what would be written now").toBeNull();
  });

  it("says why it was not written and keeps the choices", async () => {
    vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "not_saved", message: "/tmp/a.pdf could not be written: that disk is full. What was there before is as it was.", details: [] });
    dialog();
    await choose("Blank form");
    await push(/Choose where/);
    expect(await screen.findByText(/that disk is full/)).toBeTruthy();
    expect((screen.getByRole("radio", { name: "Blank form" }) as HTMLInputElement).checked).toBe(true);
    await push(/Choose where/);
    expect(await screen.findByText("Written to", { exact: false })).toBeTruthy();
    expect(screen.queryByText(/that disk is full/)).toBeNull();
  });

  it("that takes long says how far it is and can be stopped", async () => {
    let refuse = (_: unknown): void => {};
    vi.spyOn(transport, "pickSavePath").mockResolvedValue("/tmp/long.pdf");
    const sent = vi.spyOn(transport, "intent").mockImplementation((intent) =>
      intent.intent === "export" ? new Promise((_, reject) => (refuse = reject)) : Promise.resolve({ saved_at: "", heads: [], ids: [], can_undo: false, can_redo: false, remarks: [] }),
    );
    dialog();
    await push(/Choose where/);
    expect(await screen.findByText("/tmp/long.pdf")).toBeTruthy();
    tellFact({ event: "working", job: "/tmp/long.pdf", progress: 420 });
    await waitFor(() => expect((screen.getByRole("progressbar") as HTMLProgressElement).value).toBe(420));
    await expectAccessible(document.body);
    await push(/^Stop/);
    expect(sent).toHaveBeenLastCalledWith({ intent: "stop", job: "/tmp/long.pdf" });
    refuse({ code: "stopped", message: "The export was stopped. Nothing was written", details: [] });
    expect(await screen.findByText("Stopped. Nothing was written.")).toBeTruthy();
    expect(screen.queryByRole("alert"), "what a person asked for is no problem").toBeNull();
  });

  it("says that what was written is not what is chosen now, when the choices were changed meanwhile", async () => {
    let done = (): void => {};
    vi.spyOn(transport, "pickSavePath").mockResolvedValue("/tmp/a.pdf");
    vi.spyOn(transport, "intent").mockImplementationOnce(() => new Promise((resolve) => (done = () => resolve({ saved_at: "2026-03-11T14:47:12Z", heads: [], ids: [], can_undo: false, can_redo: false, remarks: [] }))));
    dialog();
    await push(/Choose where/);
    expect(await screen.findByRole("button", { name: /^Stop/ })).toBeTruthy();
    await choose("Blank form");
    done();
    expect(await screen.findByText(/With the choices as they were when it began/)).toBeTruthy();
    expect(screen.getByText("/tmp/a.pdf")).toBeTruthy();
  });

  it("is not begun when the person names no place", async () => {
    vi.spyOn(transport, "pickSavePath").mockResolvedValue(null);
    dialog();
    await push(/Choose where/);
    await waitFor(() => expect((screen.getByRole("button", { name: /Choose where/ }) as HTMLButtonElement).disabled).toBe(false));
    expect(intents).toEqual([]);
  });
});
