import { render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { tellFact } from "../../../backend/facts";
import type { OpenDocument } from "../../../generated/OpenDocument";
import { openDocument, section } from "../fixtures";

let open: OpenDocument;
let asked = 0;
let slow: (() => void) | null = null;

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string }) => {
      if (query.query === "document") return { answer: "document", value: structuredClone(open) };
      if (query.query === "documents") return { answer: "documents", value: [] };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      if (query.query === "picture") {
        asked += 1;
        if (slow) await new Promise<void>((done) => (slow = done));
        return { answer: "picture", value: { picture: "view", value: { title: "Log", columns: ["What"], rows: [[`reading ${asked}`]], empty: "" } } };
      }
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async () => {
      throw new Error("nothing is written here");
    },
    events: async () => () => {},
    openLink: async () => {},
  },
}));

const { clock } = await import("../../../backend");
const { default: DocumentView } = await import("../DocumentView.svelte");

describe("a live view", () => {
  beforeEach(() => {
    asked = 0;
    slow = null;
    Element.prototype.scrollIntoView = () => {};
    clock.set("2026-03-11T13:47:12Z", false);
    open = openDocument({ v: section("What happened", "view", { settings: { source: "log" } }, "0"), w: section("", "prose", { text: "Words" }, "1") });
  });

  it("is of the moment its answer came, and is read again each minute", async () => {
    render(DocumentView, { document: "d" });
    expect(await screen.findByText("reading 1")).toBeTruthy();
    expect(screen.getByText("as of 13:47")).toBeTruthy();
    clock.set("2026-03-11T13:47:59Z", false);
    await tick();
    expect(asked, "a second changes nothing").toBe(1);
    slow = (): void => {};
    clock.set("2026-03-11T13:48:00Z", false);
    await waitFor(() => expect(asked).toBe(2));
    expect(screen.getByText("as of 13:47"), "what is shown is still of then").toBeTruthy();
    slow();
    expect(await screen.findByText("as of 13:48")).toBeTruthy();
    expect(screen.getByText("reading 2")).toBeTruthy();
  });

  it("is read again when the clock is set, and when the zone may have changed", async () => {
    render(DocumentView, { document: "d" });
    await screen.findByText("reading 1");
    tellFact({ event: "clock_changed" });
    expect(await screen.findByText("reading 2")).toBeTruthy();
    tellFact({ event: "settings_changed" });
    expect(await screen.findByText("reading 3")).toBeTruthy();
  });

  it("offers the sections that have a heading", async () => {
    open = openDocument({ v: section("What happened", "view", { settings: { source: "section" } }, "0"), w: section("", "prose", { text: "Words" }, "1") });
    render(DocumentView, { document: "d" });
    const choice = await screen.findByLabelText<HTMLSelectElement>("Section", { selector: "select" });
    expect([...choice.options].map((option) => option.textContent)).toEqual(["Choose a section", "What happened"]);
  });
});
