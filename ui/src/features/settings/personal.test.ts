import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../components/axe";
import type { CaseMapping } from "../../generated/CaseMapping";
import type { CasePersonal } from "../../generated/CasePersonal";
import type { CaseWatch } from "../../generated/CaseWatch";
import type { Intent } from "../../generated/Intent";
import type { QuarantinedFile } from "../../generated/QuarantinedFile";
import type { RetentionReading } from "../../generated/RetentionReading";
import { daysWords } from "./personal";

let retention: RetentionReading;
let files: QuarantinedFile[];
let mappings: CaseMapping[];
let watch: CaseWatch | null;
let sent: Intent[];
let refusal: string | null;

const found = (): CasePersonal => ({
  row: { document: "d", document_title: "Support", section: "t", row: "r1", id: "C-1", subject: "", opened: "", status: "", level: "", tier: "", owner: "", kind: "", status_id: "", is_open: true, clocks: [], input: null, incident: null },
  goes: ["The conversation", "1 earlier version that was replaced"],
  stays: ["The other cells of its row"],
  erase_at: "2026-06-11T12:00:00Z",
  open_in: null,
  hold: null,
  erased: null,
});

vi.mock("../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string; ask?: string; addresses?: boolean }) => {
      if (query.query === "case_watch") return { answer: "case_watch", value: watch };
      if (query.query === "case_mappings") return { answer: "case_mappings", value: mappings };
      if (query.query === "documents") return { answer: "documents", value: [] };
      if (query.query !== "personal") throw { code: "not_found", message: "not in this test", details: [] };
      if (query.ask === "retention") return { answer: "personal", value: { of: "retention", value: retention } };
      if (query.ask === "quarantine") return { answer: "personal", value: { of: "quarantine", value: files } };
      if (query.ask === "masked") return { answer: "personal", value: { of: "masked", value: "Write to kim@example.org" } };
      return { answer: "personal", value: { of: "case", value: found() } };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      if (refusal) throw { code: "invalid", message: refusal, details: [] };
      if (intent.intent === "personal" && intent.act === "drop_quarantine") files = [];
      return { saved_at: "2026-03-13T12:00:00Z", heads: [], ids: [], can_undo: false, can_redo: false, remarks: ["It was done"] };
    },
    events: async () => () => {},
  },
}));

const { default: Cases } = await import("./Cases.svelte");
const { default: PersonalData } = await import("./PersonalData.svelte");

beforeEach(() => {
  sent = [];
  refusal = null;
  mappings = [{ name: "helpdesk", columns: { "Ticket no": "id", Betreff: "subject", Notiz: "-" } }];
  watch = null;
  files = [{ file: "2026-03-13/a.csv", day: "2026-03-13", name: "a.csv", size: "812 B", reasons: ["line 3: “opened” says “soon”."], path: "/data/quarantine/2026-03-13/a.csv", until: "2026-06-11" }];
  const row = { document: "d", document_title: "Support", row: "r1", case: "C-1", what: ["conversation"], at: "2026-06-11T12:00:00Z", stands: "kept", hold: null, open_in: null };
  retention = {
    rows: [row, { ...row, row: "r2", case: "C-2", stands: "held", hold: { until: null, reason: "A complaint", by: "Ada", since: "2026-03-13T12:00:00Z" } }, { ...row, document: null, document_title: "", row: null, case: "", what: ["brief"] }],
    erased: [{ at: "2026-03-12T12:00:00Z", by: "Bridgebook", reason: "", words: "The personal data of the case “C-0” was erased" }],
    keep_days: 90,
  };
});

describe("personal data in the settings", () => {
  it("lists what goes when, what is held, and what was erased", async () => {
    const { container } = render(PersonalData, { zone: "UTC" });
    const list = await screen.findByRole("list", { name: "What goes when" });
    const lines = within(list).getAllByRole("listitem").map((line) => line.textContent ?? "");
    expect(lines[0]).toContain("C-1");
    expect(lines[1]).toContain("Kept longer until it is released, by Ada: A complaint");
    expect(lines[2]).toContain("No row holds it any more");
    expect(within(list).getAllByRole("button")).toHaveLength(2);
    expect(screen.getByText("The personal data of the case “C-0” was erased")).toBeTruthy();
    await expectAccessible(container);
  });

  it("erases only with a reason, after saying what goes and what stays", async () => {
    render(PersonalData, { zone: "UTC" });
    await fireEvent.click(await screen.findByRole("button", { name: "Erase the personal data of C-1 now" }));
    const dialog = await screen.findByRole("dialog");
    await within(dialog).findByText("1 earlier version that was replaced");
    expect(within(dialog).getByText("The other cells of its row")).toBeTruthy();
    const erase = within(dialog).getByRole("button", { name: "Erase for good" });
    expect(erase).toHaveProperty("disabled", true);
    await fireEvent.input(within(dialog).getByLabelText("Why"), { target: { value: "They asked for it" } });
    expect(erase).toHaveProperty("disabled", false);
    refusal = "It is being read. Nothing was erased";
    await fireEvent.submit(within(dialog).getByRole("form"));
    await within(dialog).findByText("It is being read. Nothing was erased");
    refusal = null;
    await fireEvent.submit(within(dialog).getByRole("form"));
    await within(dialog).findByText("It was done");
    expect(sent.at(-1)).toEqual({ intent: "personal", act: "erase_case", case: { id: "r1", document: "d" }, reason: "They asked for it", although_open: false });
    await expectAccessible(dialog);
  });

  it("counts days as people do", () => {
    expect([1, 7, 14, 90, 365, 730, 1000].map(daysWords)).toEqual(["1 day", "7 days", "14 days, 2 weeks", "90 days, about 3 months", "365 days, a year", "730 days, 2 years", "1000 days, about 3 years"]);
  });
});

describe("cases in the settings", () => {
  it("shows what a mapping means, renames it without losing it, and deletes it after asking", async () => {
    const { container } = render(Cases);
    const list = await screen.findByRole("list", { name: "What headings of CSV files mean" });
    expect(within(list).getByText("left out")).toBeTruthy();
    await fireEvent.click(within(list).getByRole("button", { name: "Rename helpdesk" }));
    await fireEvent.input(within(list).getByLabelText("New name"), { target: { value: "desk" } });
    await fireEvent.submit(within(list).getByRole("form", { name: "Rename helpdesk" }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[0]).toEqual({ intent: "save_case_mapping", mapping: { name: "desk", columns: mappings[0]?.columns } });
    expect(sent[1]).toEqual({ intent: "save_case_mapping", mapping: { name: "helpdesk", columns: {} } });
    await fireEvent.click(within(list).getByRole("button", { name: "Delete helpdesk" }));
    expect(sent).toHaveLength(2);
    await fireEvent.click(within(list).getByRole("button", { name: "Delete it" }));
    await waitFor(() => expect(sent).toHaveLength(3));
    await expectAccessible(container);
  });

  it("watches a folder whose path was pasted, and stops", async () => {
    render(Cases);
    await fireEvent.input(await screen.findByLabelText("Folder"), { target: { value: " /srv/cases " } });
    watch = { folder: "/srv/cases", into: { document: "d" }, document_title: "Support", said: ["“a.json”: 1 case was taken in"] };
    await fireEvent.submit(screen.getByRole("form", { name: "Watch a folder" }));
    await screen.findByText("“a.json”: 1 case was taken in");
    expect(sent[0]).toEqual({ intent: "watch_cases", folder: "/srv/cases" });
    await fireEvent.click(screen.getByRole("button", { name: "Stop watching" }));
    await waitFor(() => expect(sent[1]).toEqual({ intent: "watch_cases", folder: "" }));
  });

  it("says that a folder cannot be watched", async () => {
    render(Cases);
    await fireEvent.input(await screen.findByLabelText("Folder"), { target: { value: "x" } });
    refusal = "x is not a folder. Nothing was changed. Name a folder that is there";
    await fireEvent.submit(screen.getByRole("form", { name: "Watch a folder" }));
    await screen.findByText(refusal);
    expect(screen.getByLabelText<HTMLInputElement>("Folder").value).toBe("x");
  });

  it("lists the quarantine with its reasons, tries again and deletes after asking", async () => {
    render(Cases);
    const list = await screen.findByRole("list", { name: "Quarantine" });
    expect(list.textContent).toContain("line 3: “opened” says “soon”.");
    await fireEvent.click(within(list).getByRole("button", { name: "Try a.csv again" }));
    await waitFor(() => expect(sent[0]).toEqual({ intent: "personal", act: "retry_quarantine", file: "2026-03-13/a.csv", document: null }));
    await screen.findByText("It was done");
    await fireEvent.click(within(list).getByRole("button", { name: "Delete a.csv" }));
    await fireEvent.click(within(list).getByRole("button", { name: "Delete it" }));
    await screen.findByText("Nothing is in the quarantine.");
  });
});
