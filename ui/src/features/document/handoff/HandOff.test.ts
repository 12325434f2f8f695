import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../../components/axe";
import type { HandOffReading } from "../../../generated/HandOffReading";
import type { Intent } from "../../../generated/Intent";
import { blockOf, column, openDocument, section } from "../fixtures";

const line = { otherwise: "", reason: "", cites: [], part: "", required: true };
const reading = (): HandOffReading => ({
  row: { document: "d", document_title: "Support", section: "t", row: "r1", id: "C-1", subject: "Parcel", opened: "", status: "", level: "", tier: "", owner: "", kind: "", status_id: "", is_open: true, clocks: [], input: null, incident: null },
  origin: "kept",
  erased: null,
  case: {
    id: "C-1", fields: {}, customer_data: {}, attempts: [], flags: [], signals: [],
    conversation: [
      { at: "2026-03-13T11:50:00Z", by: "customer", name: "", text: "I want the parcel." },
      { at: null, by: "assistant", name: "", text: "You get it tomorrow." },
    ],
  },
  brief: {
    parts: [
      { key: "request", name: "Request in one sentence", lines: [{ text: "I want the parcel.", cites: [{ of: "line", line: 1 }] }] },
      { key: "promises", name: "Promises made", lines: [] },
    ],
  },
  is_edited: false,
  is_behind: false,
  gate: {
    percent: 50,
    lines: [
      { ...line, key: "consent", item: "Consent is recorded", state: "missing", found: "The customer has not agreed.", otherwise: "State Declined" },
      { ...line, key: "i1", item: "Request in one sentence", state: "complete", found: "I want the parcel.", part: "request" },
      { ...line, key: "i2", item: "Page", required: false, state: "absent", found: "Not known", part: "page" },
    ],
  },
  receiver: { to: "p1", name: "Ada Lovelace", problem: "" },
  policy: { document: "p", title: "Policy", platform: "Zendesk", behaviour: "A ticket is made.", is_custom_message: false, calendar: "Office hours", is_open: true, opens_at: null },
  now: null,
  turns: [],
  told: { name: "Offer", body: "Shall I connect you?", language: "en", remarks: [] },
  next: [
    { act: "offer", told: null },
    { act: "hand_over", told: { name: "Sent to your team", body: "By {{next_update_at}}.", language: "en", remarks: ["Not known, write it: {{next_update_at}}"] } },
  ],
  answer_by: null,
  tickets: [],
  send: null,
  language: "en",
  remarks: [],
  text: "",
});

let now: HandOffReading;
let sent: Intent[] = [];
/** Holds what is sent until it is opened. */
let held: Promise<void> | null = null;
let refusal: { message: string; details: string[] } | null = null;
const acts = (): unknown[] => sent.flatMap((i) => (i.intent === "hand_off" ? [i.act] : []));

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string }) => {
      if (query.query === "hand_off") return { answer: "hand_off", value: structuredClone(now) };
      if (query.query === "document") return { answer: "document", value: openDocument({ t: section("Tickets", "table", blockOf({ s: column("Subject", "text", { key: "subject" }) }, [["Parcel"], ["Bill"]], { preset: "tickets" })) }) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      if (held) await held;
      if (refusal) throw { code: "invalid", ...refusal };
      return { saved_at: "2026-03-13T12:00:00Z", heads: [], ids: [], can_undo: true, can_redo: false, remarks: intent.intent === "hand_off" && intent.act.act === "export" ? ["Written: /tmp/x.pdf"] : [] };
    },
    events: async () => () => {},
    pickSavePath: async (name: string) => `/tmp/${name}`,
  },
}));

const { default: DocumentView } = await import("../DocumentView.svelte");
const { default: HandOff } = await import("./HandOff.svelte");
const { DocumentSession } = await import("../session.svelte");

async function open(): Promise<HTMLElement> {
  render(HandOff, { session: new DocumentSession("d"), row: "r1", onclose: () => (closed += 1) });
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("Not handed over yet.");
  return dialog;
}
let closed = 0;

beforeEach(() => {
  now = reading();
  sent = [];
  refusal = null;
  held = null;
  closed = 0;
});

describe("the hand-off of a case", () => {
  it("opens from the menu of its row, and gives the table its focus back", async () => {
    render(DocumentView, { document: "d" });
    const grid = await screen.findByRole("grid", { name: "Tickets" });
    const cell = grid.querySelector<HTMLElement>('[data-row] [data-column="0"]')!;
    await fireEvent.pointerDown(cell);
    await fireEvent.click(cell);
    grid.focus();
    await fireEvent.click(await screen.findByRole("button", { name: "Row 1" }));
    await fireEvent.click(await screen.findByRole("menuitem", { name: "Hand over…" }));
    const dialog = await screen.findByRole("dialog");
    await fireEvent.click(await within(dialog).findByText("Close"));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(grid));
  });
  it("shows brief, source, gate and words for the customer, and is accessible", async () => {
    const dialog = await open();
    const inside = within(dialog);
    expect(inside.getByRole("heading", { name: "Hand-off of C-1" })).toBeTruthy();
    expect((inside.getByLabelText("Request in one sentence, line 1") as HTMLTextAreaElement).value).toBe("I want the parcel.");
    expect(inside.getByText("Nothing was found.")).toBeTruthy();
    expect(inside.getByText("50 % of what is required is complete.")).toBeTruthy();
    expect(inside.getByText("By {{next_update_at}}.")).toBeTruthy();
    expect(inside.getByText("Not known, write it: {{next_update_at}}.")).toBeTruthy();
    const talk = inside.getByRole("region", { name: "Conversation" });
    expect(talk.querySelector('[data-line="1"]')?.classList.contains("cited")).toBe(true);
    await fireEvent.click(inside.getByRole("button", { name: "line 1" }));
    expect(document.activeElement).toBe(talk.querySelector('[data-line="1"]'));
    await expectAccessible(dialog);
  });
  it("hands over once what is missing goes with a reason", async () => {
    const inside = within(await open());
    const button = (): HTMLButtonElement => inside.getByRole("button", { name: "Hand over" });
    expect(button().disabled).toBe(true);
    expect(inside.getByText(/^Missing: Consent is recorded\./)).toBeTruthy();
    await fireEvent.click(inside.getByRole("button", { name: "Go without it… Consent is recorded" }));
    await waitFor(() => expect(document.activeElement).toBe(inside.getByLabelText("It goes without “Consent is recorded”, because")));
    await fireEvent.input(inside.getByLabelText("It goes without “Consent is recorded”, because"), { target: { value: "agreed by telephone" } });
    expect(button().disabled).toBe(false);
    await fireEvent.input(inside.getByLabelText("Number of the ticket, where it was made by hand"), { target: { value: " 4711" } });
    await fireEvent.click(button());
    await waitFor(() => expect(acts()).toEqual([{ act: "hand_over", to: "", ticket: "4711", waived: [{ item: "consent", reason: "agreed by telephone" }] }]));
  });
  it("keeps what was typed into the brief before anything else is done", async () => {
    const inside = within(await open());
    await fireEvent.input(inside.getByLabelText("Request in one sentence, line 1"), { target: { value: "Parcel today" } });
    await fireEvent.click(inside.getByRole("button", { name: "Offered to the customer" }));
    await waitFor(() => expect(acts().length).toBe(2));
    expect(acts()[0]).toMatchObject({ act: "keep_brief" });
    expect(acts()[1]).toEqual({ act: "offer" });
  });
  it("loses nothing that is typed while the brief is kept", async () => {
    const inside = within(await open());
    const type = async (text: string): Promise<void> => {
      await fireEvent.input(inside.getByLabelText("Request in one sentence, line 1"), { target: { value: text } });
    };
    let release = (): void => {};
    held = new Promise((done) => (release = () => done()));
    await type("Parcel today");
    await fireEvent.click(inside.getByRole("button", { name: "Keep the brief" }));
    await waitFor(() => expect(acts().length).toBe(1));
    await type("Parcel today, by noon");
    release();
    await waitFor(() => expect(acts().length).toBe(2));
    expect(JSON.stringify(acts()[0])).not.toContain("by noon");
    expect(acts()[1]).toMatchObject({ act: "keep_brief" });
    expect(JSON.stringify(acts()[1])).toContain("Parcel today, by noon");
  });
  it("says what went wrong with its lines, and what was typed stays", async () => {
    const inside = within(await open());
    await fireEvent.input(inside.getByLabelText("Request in one sentence, line 1"), { target: { value: "Parcel today" } });
    refusal = { message: "It could not be kept.", details: ["Consent: not there"] };
    await fireEvent.click(inside.getByRole("button", { name: "Close" }));
    expect(await inside.findByText("It could not be kept.")).toBeTruthy();
    expect(inside.getByText("Consent: not there")).toBeTruthy();
    expect((inside.getByLabelText("Request in one sentence, line 1") as HTMLTextAreaElement).value).toBe("Parcel today");
    expect(closed).toBe(0);
    refusal = null;
    await fireEvent.click(inside.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(closed).toBe(1));
  });
  it("returns with a reason, and exports in each form", async () => {
    now = { ...reading(), next: [{ act: "accept", told: null }, { act: "return", told: null }] };
    const inside = within(await open());
    await fireEvent.click(inside.getByRole("button", { name: "Return…" }));
    const form = within(inside.getByRole("form", { name: "Return the case" }));
    expect((form.getByRole("button", { name: "Return" }) as HTMLButtonElement).disabled).toBe(true);
    await fireEvent.input(form.getByLabelText("Because"), { target: { value: "Wrong skill" } });
    await fireEvent.click(form.getByRole("button", { name: "Return" }));
    await waitFor(() => expect(acts()).toEqual([{ act: "return", reason: "Wrong skill" }]));
    await fireEvent.click(inside.getByRole("button", { name: "Accept for…" }));
    const taken = within(inside.getByRole("form", { name: "Accept the case for somebody" }));
    await fireEvent.input(taken.getByRole("combobox"), { target: { value: "Bo Berg" } });
    await fireEvent.click(taken.getByRole("button", { name: "Accept" }));
    await waitFor(() => expect(acts()[1]).toEqual({ act: "accept", by: "Bo Berg" }));
    await fireEvent.click(inside.getByRole("button", { name: "PDF…" }));
    expect(await inside.findByText("Written: /tmp/x.pdf")).toBeTruthy();
    expect(acts()[2]).toEqual({ act: "export", form: "pdf", path: "/tmp/C-1 brief.pdf" });
  });
  it("writes what is missing into its part of the brief", async () => {
    now.gate.lines.push({ ...line, key: "i3", item: "Promises made", state: "missing", found: "Nothing was found", part: "promises" });
    const inside = within(await open());
    await fireEvent.click(inside.getByRole("button", { name: "Write it: Promises made" }));
    const written = await inside.findByLabelText("Promises made, line 1");
    await waitFor(() => expect(document.activeElement).toBe(written));
  });
  it("sends the ticket by a channel that has not got it, and shows what became of it", async () => {
    now = { ...reading(), next: [{ act: "accept", told: null }], send: { channels: ["Helpdesk", "Second"], form: "gorgias" } };
    const inside = within(await open());
    const ticket = within(inside.getByRole("region", { name: "Ticket" }));
    expect((ticket.getByLabelText("Form") as HTMLSelectElement).value).toBe("gorgias");
    await fireEvent.change(ticket.getByLabelText("Channel"), { target: { value: "Second" } });
    const row = { id: "m1", channel: "Second", recipient: "Second", state: "uncertain", is_rehearsed: false, words: "The line broke before an answer came", at: "2026-03-13T12:00:00Z", attempts: 1, answer: "", can: ["send_again" as const, "mark_sent" as const, "give_up" as const] };
    now = { ...now, send: { channels: ["Helpdesk"], form: "gorgias" }, tickets: [{ id: "t1", incident: null, case: { document: "d", row: "r1", is_notice: false }, incident_number: "", title: "Ticket of the case “C-1”", audience: "Second", number: 0, subject: "", body: "", queued_at: "2026-03-13T12:00:00Z", by: "Ada", state: "uncertain", rows: [row] }] };
    await fireEvent.click(ticket.getByRole("button", { name: "Send the ticket" }));
    await waitFor(() => expect(acts()).toEqual([{ act: "send", channel: "Second", form: "gorgias" }]));
    expect(await ticket.findByText("The line broke before an answer came")).toBeTruthy();
    expect((ticket.getByLabelText("Channel") as HTMLSelectElement).value).toBe("Helpdesk");
    await fireEvent.click(ticket.getByRole("button", { name: "Send again" }));
    await waitFor(() => expect(sent.at(-1)).toEqual({ intent: "change_delivery", delivery: "m1", change: "send_again", reason: "" }));
  });
  it("says what to set up where no channel takes a ticket", async () => {
    now = { ...reading(), send: { channels: [], form: "" } };
    const inside = within(await open());
    expect(inside.getByText(/^To send the ticket from here, set up a webhook/)).toBeTruthy();
  });
  it("says when nothing that was said is kept", async () => {
    now = { ...reading(), origin: "erased", case: null };
    const inside = within(await open());
    expect(inside.getByText("The conversation was erased, or its time is over.")).toBeTruthy();
  });
});
