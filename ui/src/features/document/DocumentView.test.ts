import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Intent } from "../../generated/Intent";
import type { OpenDocument } from "../../generated/OpenDocument";
import { blockOf, column, openDocument, section } from "./fixtures";

const sent: Intent[] = [];
let open: OpenDocument;

vi.mock("../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string }) => {
      if (query.query === "document") return { answer: "document", value: structuredClone(open) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      return { saved_at: "2026-03-11T13:47:12Z", heads: ["h1"], ids: [], can_undo: true, can_redo: false, remarks: [] };
    },
    openLink: async () => {},
  },
}));

const { default: DocumentView } = await import("./DocumentView.svelte");

describe("a document", () => {
  beforeEach(() => {
    sent.length = 0;
    // jsdom lays nothing out.
    Element.prototype.scrollIntoView = () => {};
    open = openDocument({
      s: section("Situation", "prose", { text: "* starred\n* list\n\n<script>globalThis.stolen = true</script>\n\n[evil](javascript:alert(1))" }, "0"),
      t: section("Actions", "table", blockOf({ c: column("What", "text"), d: column("Done", "yes-no") }, [["Call", "no"]]), "1"),
      m: section("Who", "raci", blockOf({ a: column("Activity", "text", { key: "activity" }), r: column("Lead", "letters") }, [["Decide", null]]), "2"),
    });
  });

  it("writes nothing when it is opened and closed", async () => {
    const view = render(DocumentView, { document: "d" });
    await screen.findByText("starred");
    view.unmount();
    await tick();
    expect(sent, "opening and closing never writes").toEqual([]);
  });

  it("runs no script of its text and makes no link of one", async () => {
    render(DocumentView, { document: "d" });
    expect(await screen.findByText(/globalThis.stolen/), "the script is shown as the text it is").toBeTruthy();
    expect((globalThis as { stolen?: boolean }).stolen).toBeUndefined();
    expect(document.querySelector('a[href], [data-href^="javascript"]')).toBeNull();
  });

  it("toggles a letter of a focused matrix with one key", async () => {
    render(DocumentView, { document: "d" });
    const cell = await screen.findByLabelText("Lead: empty");
    await fireEvent.pointerDown(cell);
    await fireEvent.keyDown(cell, { key: "ㅁ", code: "KeyA" });
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0], "a Korean input method is on; the place of the key counts").toMatchObject({
      intent: "edit",
      edits: [{ edit: "set", path: "/sections/m/block/rows/r1/cells/r/A", value: "" }],
    });
  });

  it("sends a heading as it is typed, and nothing in the read view", async () => {
    render(DocumentView, { document: "d" });
    const heading = await screen.findByLabelText("Heading of section 1");
    await fireEvent.input(heading, { target: { value: "What happened" } });
    await fireEvent.blur(heading);
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ heads: ["h0"], edits: [{ edit: "set", path: "/sections/s/heading", value: "What happened" }] });
    await fireEvent.click(screen.getByLabelText("Read"));
    expect(screen.queryByLabelText("Heading of section 1"), "no affordance to edit").toBeNull();
    expect(document.querySelector("textarea, [contenteditable=true]")).toBeNull();
  });
});
