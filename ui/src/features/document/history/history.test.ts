import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Intent } from "../../../generated/Intent";
import type { OpenDocument } from "../../../generated/OpenDocument";
import type { Query } from "../../../generated/Query";
import { openDocument, section } from "../fixtures";

const sent: Intent[] = [];
const asked: Query[] = [];
const moments = ["2026-03-11T13:05:00.000001Z", "2026-03-11T13:24:00.000002Z", "2026-03-11T13:31:00.000003Z"];
let now: OpenDocument;
let then: OpenDocument;

const tally = { added: 1, removed: 0, changed: 1 };
const difference = {
  header: [],
  tally,
  sections: [
    {
      section: "s", sign: "changed", is_moved: false, number: "1", depth: 1, kind: "prose", heading: [{ sign: "same", text: "Situation" }], fields: [], columns: [], rows: [], rows_before: 0, rows_after: 0, tally,
      text: [{ sign: "same", text: "Card payments fail. " }, { sign: "removed", text: "We suspect the pool." }, { sign: "added", text: "The certificate is the cause." }],
    },
    { section: "t", sign: "same", is_moved: false, number: "2", depth: 1, kind: "prose", heading: [{ sign: "same", text: "Safety" }], fields: [], columns: [], rows: [], rows_before: 0, rows_after: 0, tally: { added: 0, removed: 0, changed: 0 }, text: [{ sign: "same", text: "None." }] },
  ],
};
const reading = { title: "Plan", from: moments[1], to: moments[2], version_before: "0.2", version_after: "0.4", difference };

function told(query: Extract<Query, { query: "past" }>): unknown {
  switch (query.ask) {
    case "tape":
      return { authors: ["Emre", "Kim"], sections: ["s"], changes: moments.map((at, n) => ({ at, author: n % 2, sections: n > 0 ? [0] : [], what: n > 0 ? "edit" : "create" })), entries: [] };
    case "difference":
    case "restoring":
      return reading;
    case "edits":
      return { changes: 1, edits: 1, list: [{ from: moments[2], at: moments[2], author: "Emre", words: "1 sentence added", excerpt: "“The certificate is the cause.”", places: [{ section: "s", number: "1", heading: "Situation" }], changes: 1 }] };
    case "moment":
      return moments[0];
    default:
      return [];
  }
}

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: Query) => {
      asked.push(query);
      if (query.query === "document") return { answer: "document", value: structuredClone(query.at ? { ...then, as_of: query.at } : now) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      if (query.query === "past") return { answer: "past", value: { told: query.ask, value: told(query) } };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      return { saved_at: "2026-03-11T13:47:12Z", heads: ["h1"], ids: [], can_undo: true, can_redo: false, remarks: ["Written: /tmp/what changed.md"] };
    },
    pickSavePath: async () => "/tmp/what changed.md",
    openLink: async () => {},
  },
}));

const { default: DocumentView } = await import("../DocumentView.svelte");
const { commands } = await import("../../../session/commands.svelte");

async function past(): Promise<HTMLElement> {
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: 800 });
  render(DocumentView, { document: "d" });
  await screen.findAllByText("Situation");
  await waitFor(() => expect(commands.run("document.past")).toBe(true));
  return screen.findByRole("slider", { name: "The moment shown" });
}

describe("a document at a past moment", () => {
  beforeEach(() => {
    sent.length = 0;
    asked.length = 0;
    Element.prototype.scrollIntoView = () => {};
    const content = (text: string) => openDocument({ s: section("Situation", "prose", { text }, "0"), t: section("Safety", "prose", { text: "None." }, "1") });
    now = content("Card payments fail. The certificate is the cause.");
    then = content("Card payments fail. We suspect the pool.");
  });

  it("opens by its command on the change before the newest, and marks what differs in place", async () => {
    await past();
    expect(asked).toContainEqual({ query: "document", document: "d", at: moments[1] });
    expect((await screen.findByText("The certificate is the cause.")).tagName).toBe("INS");
    expect(screen.getByText("We suspect the pool.").tagName).toBe("DEL");
    expect(screen.getByText("None.").closest("ins, del"), "what is the same carries no mark").toBeNull();
    expect((await screen.findAllByText("+1 ~1")).length).toBeGreaterThan(0);
    expect(document.querySelector("[contenteditable=true]"), "nothing can be edited").toBeNull();
    expect(sent).toEqual([]);
  });

  it("walks by the arrows, is compared with another moment, and Escape leads back", async () => {
    const handle = await past();
    await fireEvent.keyDown(handle, { key: "ArrowRight" });
    await waitFor(() => expect(asked).toContainEqual({ query: "document", document: "d", at: moments[2] }));
    await fireEvent.keyDown(await screen.findByRole("slider", { name: "Compared with" }), { key: "Home" });
    await waitFor(() => expect(asked).toContainEqual(expect.objectContaining({ ask: "difference", to: moments[0] })));
    await fireEvent.click(screen.getByRole("radio", { name: "Then" }));
    expect(await screen.findByText(/We suspect the pool/)).toBeTruthy();
    await fireEvent.keyDown(window, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("slider")).toBeNull());
    expect((await screen.findAllByText(/The certificate is the cause/)).length).toBeGreaterThan(0);
  });

  it("takes a time that is typed", async () => {
    await past();
    const field = screen.getByLabelText("Show the moment");
    await fireEvent.input(field, { target: { value: "14:05" } });
    await fireEvent.submit(field.closest("form") as HTMLFormElement);
    await waitFor(() => expect(asked).toContainEqual({ query: "past", ask: "moment", words: "14:05" }));
    await waitFor(() => expect(asked).toContainEqual({ query: "document", document: "d", at: moments[0] }));
  });

  it("says what restoring changes before it does, whole or in one section", async () => {
    await past();
    await fireEvent.click(await screen.findByRole("button", { name: /^Restore \d/ }));
    expect(await screen.findByText(/1 added, 1 changed/)).toBeTruthy();
    expect(sent, "nothing before it was said yes to").toEqual([]);
    await fireEvent.click(screen.getByRole("button", { name: "Restore" }));
    await waitFor(() => expect(sent).toEqual([{ intent: "restore", document: "d", at: moments[1] }]));
    await waitFor(() => expect(screen.queryByRole("slider")).toBeNull());
  });

  it("restores one section, and writes the difference where the person says", async () => {
    await past();
    await fireEvent.click(await screen.findByRole("button", { name: "Export the difference as Markdown" }));
    await waitFor(() => expect(sent[0]).toMatchObject({ intent: "past", act: "export_difference", form: "markdown", from: moments[1], path: "/tmp/what changed.md" }));
    expect(await screen.findByText(/Written:/)).toBeTruthy();
    await fireEvent.click(await screen.findByRole("button", { name: "Restore section Situation…" }));
    await fireEvent.click(await screen.findByRole("button", { name: "Restore" }));
    await waitFor(() => expect(sent[1]).toEqual({ intent: "past", act: "restore_section", document: "d", section: "s", at: moments[1] }));
  });

  it("lists the edits with what they did, and leads to their place", async () => {
    await past();
    expect(await screen.findByText("1 sentence added")).toBeTruthy();
    expect(screen.getByText("“The certificate is the cause.”")).toBeTruthy();
    await fireEvent.change(screen.getByLabelText("By whom"), { target: { value: "Kim" } });
    await waitFor(() => expect(asked).toContainEqual(expect.objectContaining({ ask: "edits", author: "Kim" })));
  });
});
