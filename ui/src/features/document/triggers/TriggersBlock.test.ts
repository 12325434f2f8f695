import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FindingRow } from "../../../generated/FindingRow";
import type { Intent } from "../../../generated/Intent";
import type { OpenDocument } from "../../../generated/OpenDocument";
import { blockOf, column, openDocument, section } from "../fixtures";
import { withValue } from "../local";

let open: OpenDocument;
let before: OpenDocument[] = [];
let sent: Intent[] = [];

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string; text?: string }) => {
      if (query.query === "document") return { answer: "document", value: structuredClone(open) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      if (query.query === "read_condition") return { answer: "read_condition", value: { tree: null, error: null } };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      if (intent.intent === "edit") {
        before.push(open);
        for (const e of intent.edits) if (e.edit === "set") open = { ...open, content: withValue(open.content, e.path, e.value) };
      }
      if (intent.intent === "undo") open = before.pop() ?? open;
      open = { ...open, heads: [`h${sent.length}`], can_undo: true };
      return { saved_at: "2026-03-11T13:47:12Z", heads: open.heads, ids: [], can_undo: true, can_redo: false, remarks: [] };
    },
    events: async () => () => {},
    openLink: async () => {},
  },
}));

const { default: DocumentView } = await import("../DocumentView.svelte");

const finding = (row: string, of: string): FindingRow => ({
  rule: "T-2", level: "error", document: "d", document_title: "", section: "t", row, column: of, place: "", title: "Cannot be read", message: `Wrong in ${of}`, fix: null,
});
const undo = (field: Element): Promise<boolean> => fireEvent.keyDown(field, { key: "z", code: "KeyZ", ctrlKey: true });

describe("the rules", () => {
  beforeEach(() => {
    sent = [];
    before = [];
    Element.prototype.scrollIntoView = () => {};
    const columns = {
      n: column("Rule", "text", { key: "name" }),
      c: column("When", "text", { key: "condition" }),
      w: column("Within", "duration", { key: "within" }),
    };
    open = openDocument({ t: section("Rules", "triggers", blockOf(columns, [["First", 'text is "a"', null], ["Second", 'text is "b"', null]])) });
  });

  it("show two findings of one kind at one rule", async () => {
    open.findings = [finding("r2", "n"), finding("r2", "w")];
    render(DocumentView, { document: "d" });
    await screen.findByRole("button", { name: "Second" });
    expect([...document.querySelectorAll('[data-rule="r2"] .sentence')].map((p) => p.textContent)).toEqual(["Wrong in n", "Wrong in w"]);
  });

  it("are opened once by a finding that leads there, and stay closed when they are closed", async () => {
    render(DocumentView, { document: "d", section: "t", row: "r2", column: "c" });
    const title = await screen.findByRole("button", { name: "Second" });
    await waitFor(() => expect(title.getAttribute("aria-expanded")).toBe("true"));
    await waitFor(() => expect(document.querySelector('[data-rule="r2"]')?.contains(document.activeElement)).toBe(true));
    await fireEvent.click(title);
    await tick();
    expect(title.getAttribute("aria-expanded")).toBe("false");
  });

  it.each([
    ["Rule", "First", "First of all"],
    ["When", 'text is "a"', 'text is "ab"'],
  ])("keep undone what was undone in %s", async (label, was, typed) => {
    render(DocumentView, { document: "d" });
    await fireEvent.click(await screen.findByRole("button", { name: "First" }));
    const field = await screen.findByLabelText<HTMLInputElement>(label);
    expect(field.value).toBe(was);
    field.focus();
    await fireEvent.input(field, { target: { value: typed } });
    await undo(field);
    await waitFor(() => expect(sent.map((i) => i.intent)).toEqual(["edit", "undo"]));
    await waitFor(() => expect(field.value, "the field shows what the document holds").toBe(was));
    await fireEvent.blur(field);
    await new Promise((done) => setTimeout(done, 300));
    expect(sent.map((i) => i.intent), "leaving the field puts nothing back").toEqual(["edit", "undo"]);
  });

  it("leave undo to a field whose words are not saved yet", async () => {
    render(DocumentView, { document: "d" });
    await fireEvent.click(await screen.findByRole("button", { name: "First" }));
    const field = await screen.findByLabelText<HTMLInputElement>("Within");
    field.focus();
    await fireEvent.input(field, { target: { value: "15" } });
    expect(await undo(field), "the web view's own undo goes on").toBe(true);
    await tick();
    expect(sent).toEqual([]);
  });

  it("do not act on the Enter of an input method", async () => {
    render(DocumentView, { document: "d" });
    await fireEvent.click(await screen.findByRole("button", { name: "First" }));
    await fireEvent.input(screen.getByLabelText("Field"), { target: { value: "tier" } });
    const value = screen.getByLabelText("Value");
    await fireEvent.input(value, { target: { value: "금" } });
    await fireEvent.keyDown(value, { key: "Enter", keyCode: 229 });
    await new Promise((done) => setTimeout(done, 300));
    expect(sent).toEqual([]);
    await fireEvent.keyDown(value, { key: "Enter", keyCode: 13 });
    await waitFor(() => expect(sent).toHaveLength(1));
  });
});
