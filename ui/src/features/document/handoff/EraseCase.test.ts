import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../../components/axe";
import type { CasePersonal } from "../../../generated/CasePersonal";
import type { Intent } from "../../../generated/Intent";
import { blockOf, column, openDocument, section } from "../fixtures";

const found = (): CasePersonal => ({
  row: { document: "d", document_title: "Support", section: "t", row: "r1", id: "C-1", subject: "Parcel", opened: "", status: "", level: "", tier: "", owner: "", kind: "", status_id: "", is_open: true, clocks: [], input: null, incident: null },
  goes: ["The conversation"],
  stays: ["The other cells of its row"],
  erase_at: "2026-06-11T12:00:00Z",
  open_in: null,
  hold: null,
  erased: null,
});

let now: CasePersonal;
let sent: Intent[] = [];

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string; ask?: string }) => {
      if (query.query === "personal" && query.ask === "case") return { answer: "personal", value: { of: "case", value: structuredClone(now) } };
      if (query.query === "document") return { answer: "document", value: openDocument({ t: section("Tickets", "table", blockOf({ s: column("Subject", "text", { key: "subject" }) }, [["Parcel"], ["Bill"]], { preset: "tickets" })) }) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      if (intent.intent === "personal" && intent.act === "hold_case") now.hold = { until: null, reason: intent.reason, by: "Ada", since: "2026-03-13T12:00:00Z" };
      return { saved_at: "2026-03-13T12:00:00Z", heads: [], ids: [], can_undo: false, can_redo: false, remarks: ["It was done"] };
    },
    events: async () => () => {},
  },
}));

const { default: EraseCase } = await import("./EraseCase.svelte");
const { default: DocumentView } = await import("../DocumentView.svelte");
const { DocumentSession } = await import("../session.svelte");

async function open(): Promise<HTMLElement> {
  render(EraseCase, { session: new DocumentSession("d"), row: "r1", onclose: () => {} });
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("The conversation");
  return dialog;
}

beforeEach(() => {
  now = found();
  sent = [];
});

describe("erasing a case", () => {
  it("opens from the menu of its row and says what goes and what stays", async () => {
    render(DocumentView, { document: "d" });
    const grid = await screen.findByRole("grid", { name: "Tickets" });
    const cell = grid.querySelector<HTMLElement>('[data-row] [data-column="0"]')!;
    await fireEvent.pointerDown(cell);
    await fireEvent.click(cell);
    grid.focus();
    await fireEvent.click(await screen.findByRole("button", { name: "Row 1" }));
    await fireEvent.click(await screen.findByRole("menuitem", { name: "Erase personal data…" }));
    const dialog = await screen.findByRole("dialog", { name: "Erase the personal data of C-1" });
    expect(within(dialog).getByText("The other cells of its row")).toBeTruthy();
    await expectAccessible(dialog);
  });

  it("is not done without a reason, nor of what is open in an open incident unless that is chosen", async () => {
    now.open_in = "INC-7";
    const dialog = await open();
    const erase = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Erase for good" });
    await fireEvent.input(within(dialog).getByLabelText("Why"), { target: { value: "asked for" } });
    expect(erase.disabled).toBe(true);
    await fireEvent.click(within(dialog).getByRole("checkbox"));
    expect(erase.disabled).toBe(false);
    await fireEvent.submit(within(dialog).getByRole("form", { name: /^Erase the personal data/ }));
    await within(dialog).findByText("It was done");
    expect(sent).toEqual([{ intent: "personal", act: "erase_case", case: { id: "r1", document: "d" }, reason: "asked for", although_open: true }]);
  });

  it("can be kept longer instead, and is not erased before it is released", async () => {
    const dialog = await open();
    await fireEvent.input(within(dialog).getByLabelText("Why it is kept"), { target: { value: "A complaint" } });
    await fireEvent.submit(within(dialog).getByRole("form", { name: "Keep it longer instead" }));
    await within(dialog).findByText(/Ada has it kept until it is released: A complaint/);
    await fireEvent.input(within(dialog).getByLabelText("Why"), { target: { value: "asked for" } });
    expect(within(dialog).getByRole<HTMLButtonElement>("button", { name: "Erase for good" }).disabled).toBe(true);
    await fireEvent.input(within(dialog).getByLabelText("Why it is released"), { target: { value: "settled" } });
    await fireEvent.submit(within(dialog).getByRole("form", { name: "Let its time count again" }));
    await waitFor(() => expect(sent.at(-1)).toEqual({ intent: "personal", act: "release_case", case: { id: "r1", document: "d" }, reason: "settled" }));
  });
});
