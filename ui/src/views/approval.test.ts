import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { askedMessages } from "../../dev/message";
import { intents, transport } from "../../dev/transport";
import ApprovalBar from "../features/approval/ApprovalBar.svelte";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

beforeEach(() => {
  intents.length = 0;
  askedMessages.clear();
  vi.restoreAllMocks();
});

async function written(): Promise<HTMLElement> {
  route.go({ view: "comms", audience: "audience-Executives" });
  render(App);
  return screen.findByRole("group", { name: "Approval" });
}

describe("the approval of an update that is written", () => {
  it("is asked for word for word, and a changed letter says that it is another text", async () => {
    const line = await written();
    const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: /The exact text/ });
    await fireEvent.input(field, { target: { value: "As of 14:47 CET nothing is new. Next update by 15:17 CET." } });
    await fireEvent.click(within(line).getByRole("button", { name: "Ask somebody else…" }));
    await fireEvent.input(within(line).getByRole("textbox", { name: "Who is asked to approve" }), { target: { value: "Sofia Brandt" } });
    await fireEvent.click(within(line).getByRole("button", { name: "Ask for approval" }));
    await waitFor(() => expect(intents).toEqual([{ intent: "ask_update_approval", incident: "inc-2041", audience: "audience-Executives", body: "As of 14:47 CET nothing is new. Next update by 15:17 CET.", subject: "", stage: "", approver: "Sofia Brandt" }]));
    expect(await within(line).findByText(/^Waits for/)).toBeTruthy();
    await fireEvent.input(field, { target: { value: "As of 14:48 CET nothing is new. Next update by 15:17 CET." } });
    expect(await within(line).findByText(/^Not the text that/)).toBeTruthy();
    expect(within(line).getByRole("button", { name: "Ask for approval" })).toBeTruthy();
  });

  it("says why it could not be asked for, and the text stays", async () => {
    const line = await written();
    vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "invalid", message: "The incident runs on no communication plan.", details: [] });
    const before = screen.getByRole<HTMLTextAreaElement>("textbox", { name: /The exact text/ }).value;
    await fireEvent.click(await within(line).findByRole("button", { name: "Ask for approval" }));
    expect(await within(line).findByText(/runs on no communication plan/)).toBeTruthy();
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: /The exact text/ }).value).toBe(before);
  });

  it("is recorded for somebody else by name, bound to the text that was read", async () => {
    const approval = { document: "doc-comms", title: "Customers’ update 4", checkpoint: "update 4 audience-Customers", approver: "Sofia Brandt", asked_by: "Nguyễn Thị Mai", asked_at: "2026-03-11T13:45:00Z", subject: "", text: "As of 14:45 CET.", hash: "7f3a91c2" };
    render(ApprovalBar, { approval });
    await fireEvent.change(screen.getByRole("combobox", { name: "Who decided" }), { target: { value: "Sofia Brandt" } });
    await fireEvent.click(screen.getByRole("button", { name: "Approve" }));
    await waitFor(() => expect(intents).toEqual([{ intent: "approve", document: "doc-comms", checkpoint: "update 4 audience-Customers", decision: "approved", note: "", hash: "7f3a91c2", by: "Sofia Brandt" }]));
  });
});

it("says that comments on the document are open before it is approved", () => {
  const approval = { document: "doc-raci", title: "", checkpoint: "Plan", approver: "", asked_by: "Nguyễn Thị Mai", asked_at: "2026-03-11T13:45:00Z", subject: "", text: "", hash: "7f3a91c2" };
  const { unmount } = render(ApprovalBar, { approval, openComments: 2 });
  expect(screen.getByText("2 comments on it are open; approving settles none.")).toBeTruthy();
  unmount();
  render(ApprovalBar, { approval, openComments: 0 });
  expect(screen.queryByText(/open; approving/)).toBeNull();
});

it("asks why a document goes into force that its readiness sheet says is not ready, and sends the reason with the yes", async () => {
  const approval = { document: "doc-sop", title: "", checkpoint: "Put into force", approver: "", asked_by: "Nguyễn Thị Mai", asked_at: "2026-03-11T13:45:00Z", subject: "", text: "", hash: "7f3a91c2" };
  render(ApprovalBar, { approval });
  expect(screen.queryByRole("textbox", { name: /not ready/ })).toBeNull();
  const message = "“Escalation” goes into force with this decision, and its readiness sheet says not ready: Drill: Never tried. Nothing was decided. Make it ready, or say why it goes into force all the same: the log keeps the reason";
  vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "not_ready", message, details: [] });
  await fireEvent.click(screen.getByRole("button", { name: "Approve" }));
  expect(await screen.findByText(/Drill: Never tried/)).toBeTruthy();
  intents.length = 0;
  await fireEvent.input(await screen.findByRole("textbox", { name: "Why it goes into force although not ready" }), { target: { value: "opens on Monday" } });
  await fireEvent.click(screen.getByRole("button", { name: "Approve" }));
  await waitFor(() => expect(intents).toEqual([expect.objectContaining({ intent: "approve", decision: "approved", unready: "opens on Monday" })]));
  expect(intents[0]).not.toHaveProperty("reason");
});

it("takes why I decide in place of somebody for no word about what is not ready", async () => {
  const approval = { document: "doc-sop", title: "", checkpoint: "Put into force", approver: "Sofia Brandt", asked_by: "Nguyễn Thị Mai", asked_at: "2026-03-11T13:45:00Z", subject: "", text: "", hash: "7f3a91c2" };
  render(ApprovalBar, { approval });
  await fireEvent.input(screen.getByRole("textbox", { name: /in place of Sofia Brandt/ }), { target: { value: "she is on a plane" } });
  vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "not_ready", message: "It is not ready: Drill: Never tried", details: [] });
  await fireEvent.click(screen.getByRole("button", { name: "Approve" }));
  const unready = await screen.findByRole<HTMLInputElement>("textbox", { name: "Why it goes into force although not ready" });
  expect(unready.value).toBe("");
  intents.length = 0;
  await fireEvent.input(unready, { target: { value: "opens on Monday" } });
  await fireEvent.click(screen.getByRole("button", { name: "Approve" }));
  await waitFor(() => expect(intents).toEqual([expect.objectContaining({ reason: "she is on a plane", unready: "opens on Monday" })]));
});

describe("an approval that was asked of somebody else", () => {
  it("takes a reason, which goes with my yes and not with a no", async () => {
    const approval = { document: "doc-comms", title: "Customers’ update 4", checkpoint: "update 4 audience-Customers", approver: "Sofia Brandt", asked_by: "Nguyễn Thị Mai", asked_at: "2026-03-11T13:45:00Z", subject: "", text: "As of 14:45 CET.", hash: "7f3a91c2" };
    render(ApprovalBar, { approval });
    await fireEvent.input(screen.getByRole("textbox", { name: /in place of Sofia Brandt/ }), { target: { value: "she is on a plane" } });
    await fireEvent.click(screen.getByRole("button", { name: "Approve" }));
    await waitFor(() => expect(intents).toEqual([expect.objectContaining({ intent: "approve", decision: "approved", reason: "she is on a plane" })]));
    intents.length = 0;
    await fireEvent.input(screen.getByRole("textbox", { name: "Note or condition" }), { target: { value: "too early" } });
    await fireEvent.click(screen.getByRole("button", { name: "Not approved" }));
    await waitFor(() => expect(intents).toHaveLength(1));
    expect(intents[0]).not.toHaveProperty("reason");
  });
});
