import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { tellFact } from "../../../backend/facts";
import { expectAccessible } from "../../../components/axe";
import type { AttachmentInfo } from "../../../generated/AttachmentInfo";
import type { Intent } from "../../../generated/Intent";
import type { OpenDocument } from "../../../generated/OpenDocument";
import type { Query } from "../../../generated/Query";
import { blockOf, column, openDocument, section } from "../fixtures";

const picture = "0199c0de-0000-7000-8000-000000000001";
const log = "0199c0de-0000-7000-8000-000000000002";
const png = "iVBORw0KGgo=";
const sent: Intent[] = [];
const saved: string[] = [];
let open: OpenDocument;
let refuse: string | null = null;
let pasted: () => Promise<{ picture: string | null; paths: string[] }>;
let isDown = false;
let clipboard: { picture: string | null; paths: string[] } = { picture: null, paths: [] };

const infos: Record<string, AttachmentInfo> = {
  [picture]: { id: picture, name: "Login error.png", media_type: "image/png", size: 48_213, hash: "ab".repeat(32), is_picture: true, state: "kept" },
  [log]: { id: log, name: "gateway.log", media_type: "text/plain", size: 5, hash: "cd".repeat(32), is_picture: false, state: "kept" },
};

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: Query) => {
      if (query.query === "document") return { answer: "document", value: structuredClone(open) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      if (isDown) throw { code: "failed", message: "The backend is busy.", details: [] };
      if (query.query === "attachments") {
        const missing = { name: "", media_type: "", size: 0, hash: "", is_picture: false, state: "missing" };
        return { answer: "attachments", value: query.attachments.map((id) => infos[id] ?? { id, ...missing }) };
      }
      if (query.query === "attachment_picture") return { answer: "attachment_picture", value: `data:image/png;base64,${png}` };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      if (intent.intent === "attach_file" && refuse) throw { code: "invalid", message: refuse, details: [] };
      const ids = intent.intent === "attach" ? [picture] : intent.intent === "attach_file" ? [log] : [];
      return { saved_at: "2026-03-11T13:47:12Z", heads: ["h1"], ids, can_undo: true, can_redo: false, remarks: [] };
    },
    pickOpenFiles: async () => {
      if (refuse) throw { code: "failed", message: refuse, details: [] };
      return ["/home/kim/gateway.log"];
    },
    pickSavePath: async (name: string) => (saved.push(name), `/home/kim/${name}`),
    pasted: () => pasted(),
    openLink: async () => {},
  },
}));

const { default: DocumentView } = await import("../DocumentView.svelte");
const { attachments } = await import("./store.svelte");

/** A paste event, which jsdom does not make. */
function paste(data: { text?: string; html?: string; files?: File[] }): Event {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  const of: Record<string, string | undefined> = { "text/plain": data.text, "text/html": data.html };
  Object.assign(event, { clipboardData: { files: data.files ?? [], types: [], items: [], getData: (type: string) => of[type] ?? "" } });
  return event;
}
const edits = (): Intent[] => sent.filter((intent) => intent.intent === "edit");
const shot = (size = 9): File => new File([new Uint8Array(size)], "image.png", { type: "image/png" });

beforeEach(() => {
  sent.length = 0;
  saved.length = 0;
  refuse = null;
  clipboard = { picture: null, paths: [] };
  pasted = async () => clipboard;
  isDown = false;
  // jsdom lays nothing out.
  Element.prototype.scrollIntoView = () => {};
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  Range.prototype.getBoundingClientRect = () => new DOMRect();
  document.elementFromPoint = () => null;
  open = openDocument({
    s: section("Situation", "prose", { text: `Seen:\n\n![The error page](attachment:${picture})\n\nand [the log](attachment:${log})` }, "0"),
    t: section("Checks", "table", blockOf({ c: column("What", "text"), e: column("Evidence", "attachment") }, [["Look", { [picture]: "" }], ["Listen", null]]), "1"),
  });
});

const prose = (): Promise<HTMLElement> => screen.findByRole("textbox", { name: "Situation" });

describe("attached pictures in prose", () => {
  it("are shown with their description, and in the read view open in large by key", async () => {
    render(DocumentView, { document: "d" });
    expect((await screen.findByAltText("The error page")).getAttribute("src")).toBe(`data:image/png;base64,${png}`);
    await fireEvent.click(screen.getByLabelText("Read"));
    await fireEvent.keyDown(await screen.findByRole("button", { name: /The error page. Open in large/ }), { key: "Enter" });
    await expectAccessible(await screen.findByRole("dialog", { name: "Login error.png" }));
    await fireEvent.click(screen.getByRole("button", { name: "Save a copy…" }));
    await waitFor(() => expect(sent).toContainEqual({ intent: "save_attachment", attachment: picture, path: "/home/kim/Login error.png" }));
  });

  it("come in by a paste, under a name that says when, and a paste of words stays words", async () => {
    render(DocumentView, { document: "d" });
    const field = await prose();
    field.dispatchEvent(paste({ text: "words", files: [shot()] }));
    expect(sent.filter((i) => i.intent === "attach"), "an office program puts a picture of its words beside them").toEqual([]);
    field.dispatchEvent(paste({ files: [shot()] }));
    await waitFor(() => expect(edits().length).toBeGreaterThan(0));
    const kept = sent.find((i) => i.intent === "attach");
    expect(kept?.intent === "attach" && kept.file_name).toMatch(/^Picture \d{4}-\d\d-\d\d \d\d\.\d\d\.png$/);
    expect(JSON.stringify(edits())).toContain(`![Login error](attachment:${picture})`);
  });

  it("come from the shell where the web view hides the clipboard from the page", async () => {
    clipboard = { picture: png, paths: [] };
    render(DocumentView, { document: "d" });
    (await prose()).dispatchEvent(paste({}));
    await waitFor(() => expect(JSON.stringify(edits())).toContain(`attachment:${picture}`));
    expect(sent[0]).toMatchObject({ intent: "attach", base64: png });
  });

  it("are refused in words when they are too large, and nothing is written", async () => {
    render(DocumentView, { document: "d" });
    const large = shot();
    Object.defineProperty(large, "size", { value: 2_000_000_000 });
    (await prose()).dispatchEvent(paste({ files: [large] }));
    expect(await screen.findByText(/has 2 GB; at most 25 MB can be pasted or dropped. Nothing was attached/)).toBeTruthy();
    expect(sent).toEqual([]);
  });

  it("say so when the clipboard cannot be read", async () => {
    pasted = async () => {
      throw { code: "failed", message: "The clipboard is held by another program.", details: [] };
    };
    render(DocumentView, { document: "d" });
    (await prose()).dispatchEvent(paste({}));
    expect(await screen.findByText(/Nothing was attached. The clipboard is held by another program./)).toBeTruthy();
    expect(sent).toEqual([]);
  });

  it("go where they were pasted, although words were written before they came", async () => {
    let come = (): void => {};
    pasted = () => new Promise((done) => (come = () => done({ picture: png, paths: [] })));
    render(DocumentView, { document: "d" });
    const field = await prose();
    field.dispatchEvent(paste({}));
    // Somebody else's words come in front of the place.
    const text = open.content.sections["s"]!.block.text!;
    open = { ...open, heads: ["h2"], content: { ...open.content, sections: { ...open.content.sections, s: section("Situation", "prose", { text: `First of all.\n\n${text}` }, "0") } } };
    tellFact({ event: "document_changed", document: "d", saved_at: "2026-03-11T14:47:12Z" });
    await screen.findByText("First of all.");
    come();
    await waitFor(() => expect(JSON.stringify(edits())).toContain(`attachment:${picture}`));
    const edit = edits()[0];
    const splice = edit?.intent === "edit" ? edit.edits[0] : undefined;
    expect(splice?.edit === "splice" && splice.at, "behind the words that came").toBeGreaterThanOrEqual("First of all.".length);
  });

  it("stand at the end when the editor was left before they came", async () => {
    let come = (): void => {};
    pasted = () => new Promise((done) => (come = () => done({ picture: png, paths: [] })));
    render(DocumentView, { document: "d" });
    const field = await prose();
    await fireEvent.focus(field);
    field.dispatchEvent(paste({}));
    await fireEvent.click(await screen.findByRole("button", { name: /Markdown/ }));
    await screen.findByLabelText("Markdown of Situation");
    come();
    expect(await screen.findByText(/Login error.png came after the text was left and stands at the end of “Situation”/)).toBeTruthy();
    await waitFor(() => expect(JSON.stringify(edits())).toContain(`![Login error](attachment:${picture})`));
  });

  it("are asked for again when a question about them failed", async () => {
    isDown = true;
    attachments.forget(picture);
    expect(await attachments.picture(picture)).toBeNull();
    isDown = false;
    expect(await attachments.picture(picture)).toBe(`data:image/png;base64,${png}`);
  });

  it("are dropped as paths by the shell, and a file of another kind becomes a link", async () => {
    render(DocumentView, { document: "d" });
    const drop = new CustomEvent("filedrop", { bubbles: true, detail: { paths: ["/home/kim/gateway.log"], x: 1, y: 1 } });
    (await prose()).dispatchEvent(drop);
    await waitFor(() => expect(JSON.stringify(edits())).toContain(`[gateway.log](attachment:${log})`));
    refuse = "“disk.img” has 2 GB; at most 100 MB can be attached. Nothing was attached.";
    (await prose()).dispatchEvent(new CustomEvent("filedrop", { bubbles: true, detail: { paths: ["/home/kim/disk.img"], x: 1, y: 1 } }));
    expect(await screen.findByText(refuse)).toBeTruthy();
  });
});

describe("attached files in cells", () => {
  it("are listed by name, opened by Enter, added and removed as edits", async () => {
    render(DocumentView, { document: "d" });
    expect((await screen.findAllByText("Login error.png")).length).toBeGreaterThan(0);
    const cell = document.querySelector('[data-row="0"] [data-column="1"]') as HTMLElement;
    await fireEvent.pointerDown(cell, { button: 0 });
    const field = await screen.findByLabelText(/Evidence, row 1, 1 file, Enter opens them/);
    await fireEvent.keyDown(field, { key: "Enter" });
    await fireEvent.click(await screen.findByRole("button", { name: "Attach a file…" }));
    await waitFor(() => expect(JSON.stringify(edits())).toContain(`/sections/t/block/rows/r1/cells/e/${log}`));
    await fireEvent.click(screen.getByRole("button", { name: "Remove Login error.png from the cell" }));
    const removed = { edit: "set", path: `/sections/t/block/rows/r1/cells/e/${picture}`, value: null };
    await waitFor(() => expect(JSON.stringify(edits())).toContain(JSON.stringify(removed)));
  });

  it("say so when the system's dialog does not open", async () => {
    render(DocumentView, { document: "d" });
    await screen.findAllByText("Login error.png");
    await fireEvent.pointerDown(document.querySelector('[data-row="0"] [data-column="1"]') as HTMLElement, { button: 0 });
    await fireEvent.keyDown(await screen.findByLabelText(/Evidence, row 1, 1 file/), { key: "Enter" });
    refuse = "No dialog can be shown.";
    await fireEvent.click(await screen.findByRole("button", { name: "Attach a file…" }));
    expect(await screen.findByText(/Nothing was attached. No dialog can be shown./)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Attach a file…" }).disabled, "it can be tried again").toBe(false);
  });

  it("take no words, which a cell of files could not hold", async () => {
    render(DocumentView, { document: "d" });
    await screen.findAllByText("Login error.png");
    const cell = document.querySelector('[data-row="1"] [data-column="1"]') as HTMLElement;
    await fireEvent.pointerDown(cell, { button: 0 });
    const field = await screen.findByLabelText(/Evidence, row 2, 0 files/);
    field.dispatchEvent(paste({ text: "some words" }));
    expect(await screen.findByText(/Evidence holds files, not words/)).toBeTruthy();
    field.dispatchEvent(paste({ files: [shot()] }));
    await waitFor(() => expect(JSON.stringify(edits())).toContain(`/sections/t/block/rows/r2/cells/e/${picture}`));
  });
});
