import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { tellFact } from "../../../backend/facts";
import type { OpenDocument } from "../../../generated/OpenDocument";
import { blockOf, column, openDocument, section } from "../fixtures";

let open: OpenDocument;
let values: Record<string, string> = {};
const asked: unknown[] = [];

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string }) => {
      if (query.query === "document") return { answer: "document", value: structuredClone(open) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      if (query.query === "variables") return asked.push(query), { answer: "variables", value: { ...values } };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async () => ({ saved_at: "2026-03-11T13:47:12Z", heads: ["h1"], ids: [], can_undo: true, can_redo: false, remarks: [] }),
    events: async () => () => {},
    openLink: async () => {},
  },
}));

const { default: DocumentView } = await import("../DocumentView.svelte");

const preview = async (): Promise<HTMLElement> => screen.findByRole("region", { name: "Preview" });

describe("the preview of a message", () => {
  beforeEach(() => {
    asked.length = 0;
    values = { "incident.number": "INC-2041", next_update_at: "2026-03-11 15:00" };
    Element.prototype.scrollIntoView = () => {};
    const columns = { a: column("Audience", "text", { key: "audience" }), s: column("Stage", "text", { key: "stage" }), b: column("Text", "markdown", { key: "body" }) };
    const rows = [
      ["Customers", "First", "{{incident.number}}: {{impact}} Next at {{next_update_at}}, {{incident.number}}."],
      ["Executives", "First", "To you: {{incident.number}}"],
    ];
    const made = openDocument({ m: section("Messages", "stages", blockOf(columns, rows)) });
    open = { ...made, summary: { ...made.summary, incident: "inc-1" } };
  });

  it("is filled with what the core says of the incident, for the audience, and names what is left", async () => {
    render(DocumentView, { document: "d" });
    const place = await preview();
    await waitFor(() => expect(place.querySelector(".body")?.textContent).toBe("INC-2041: {{impact}} Next at 2026-03-11 15:00, INC-2041."));
    expect(place.textContent).toContain("with INC-2041 as of now");
    expect(place.querySelector(".open")?.textContent).toMatch(/To be written by hand:\simpact$/);
    expect(asked.at(-1)).toEqual({ query: "variables", incident: "inc-1", audience: "Customers" });
    await fireEvent.click(screen.getAllByRole("button", { name: "First" })[1]!);
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ audience: "Executives" }));
  });

  it("follows the log", async () => {
    render(DocumentView, { document: "d" });
    const place = await preview();
    await waitFor(() => expect(place.textContent).toContain("15:00"));
    values = { ...values, next_update_at: "2026-03-11 15:30" };
    tellFact({ event: "log_appended", incident: "inc-1", saved_at: "2026-03-11T14:47:12Z" });
    await waitFor(() => expect(place.querySelector(".body")?.textContent).toContain("15:30"));
  });

  it("without an incident leaves the variables as they are written", async () => {
    open = { ...open, summary: { ...open.summary, incident: null } };
    render(DocumentView, { document: "d" });
    const place = await preview();
    expect(place.textContent).toContain("no incident is open");
    expect(place.querySelector(".body")?.textContent).toContain("{{incident.number}}");
    expect(asked).toEqual([]);
  });
});
