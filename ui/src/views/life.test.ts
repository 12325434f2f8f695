import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { intents, transport } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { route, type Place } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

const open = (place: Place): void => {
  route.go(place);
  render(App);
};

beforeEach(() => {
  intents.length = 0;
  vi.restoreAllMocks();
});

describe("a hand-over", () => {
  it("is offered, read back in words and ticks, and accepted", async () => {
    open({ view: "handover" });
    const form = await screen.findByRole("form", { name: "Offer a hand-over" });
    await expectAccessible(document.body);
    await fireEvent.input(within(form).getByRole("combobox", { name: "Who takes over" }), { target: { value: "Tomás Herrera" } });
    await fireEvent.click(within(form).getByRole("button", { name: "Prepare the hand-over" }));

    const back = await screen.findByRole("form", { name: "Read back and accept" });
    expect(screen.getByText(/Nothing has passed yet/)).toBeTruthy();
    expect(within(screen.getByRole("region", { name: "Not filled in" })).getByText("Silenced alerts")).toBeTruthy();
    await expectAccessible(document.body);
    const accept = within(back).getByRole<HTMLButtonElement>("button", { name: "Tomás Herrera takes over" });
    expect(accept.disabled).toBe(true);
    expect(within(back).getByText("6 still to be read back")).toBeTruthy();
    for (const [ask, words] of [["Which severity is it?", "SEV1"], ["Which state is it in?", "identified"], ["By when is the next update promised to Executives?", "14:44"]] as const) {
      await fireEvent.input(within(back).getByRole("textbox", { name: ask }), { target: { value: words } });
    }
    for (const box of within(back).getAllByRole("checkbox")) await fireEvent.click(box);
    expect(accept.disabled).toBe(false);
    await fireEvent.click(accept);
    await waitFor(() => expect(route.place.view).toBe("board"));
    expect(intents.map((i) => i.intent)).toEqual(["offer_hand_over", "accept_hand_over"]);
    expect(intents[1]).toMatchObject({ answers: { severity: "SEV1", state: "identified", promise: "14:44" }, ticked: ["item-0", "item-1", "item-2"] });
  });

  it("says what differs from the log and keeps what was typed", async () => {
    await transport.intent({ intent: "offer_hand_over", incident: "inc-2041", role: "", incoming: "Tomás Herrera", outgoing: "" });
    open({ view: "handover" });
    const back = await screen.findByRole("form", { name: "Read back and accept" });
    for (const box of within(back).getAllByRole("checkbox")) await fireEvent.click(box);
    for (const field of within(back).getAllByRole("textbox").slice(0, 3)) await fireEvent.input(field, { target: { value: "SEV2" } });
    vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "invalid", message: "What was read back is not what the log says.", details: ["“SEV2” was said, the log says SEV1"] });
    await fireEvent.click(within(back).getByRole("button", { name: "Tomás Herrera takes over" }));
    expect(await within(back).findByText("“SEV2” was said, the log says SEV1")).toBeTruthy();
    expect(within(back).getByRole<HTMLInputElement>("textbox", { name: "Which severity is it?" }).value).toBe("SEV2");
  });

  it("shows on the board while it waits and is declined with a reason", async () => {
    await transport.intent({ intent: "offer_hand_over", incident: "inc-2041", role: "", incoming: "Tomás Herrera", outgoing: "" });
    open({ view: "board" });
    const section = await screen.findByRole("region", { name: "Operational period" });
    await fireEvent.click(await within(section).findByRole("button", { name: "Read back" }));
    await fireEvent.click(await screen.findByRole("button", { name: "Tomás Herrera cannot…" }));
    const form = screen.getByRole("form", { name: "Decline" });
    await fireEvent.input(within(form).getByRole("textbox", { name: "Why" }), { target: { value: "on a train" } });
    await fireEvent.click(within(form).getByRole("button", { name: "Decline" }));
    await waitFor(() => expect(intents.at(-1)).toEqual({ intent: "decline_hand_over", incident: "inc-2041", hand_over: "hand-1", side: "incoming", reason: "on a train" }));
  });
});

describe("catching up", () => {
  it("groups what changed since a moment and leads to the entry", async () => {
    open({ view: "board" });
    await fireEvent.click(await screen.findByRole("tab", { name: "Catch up" }));
    const updates = await screen.findByRole("region", { name: "Updates and promises" });
    await expectAccessible(document.body);
    expect(within(updates).getByText(/was missed/).textContent).toMatch(/Missed:\sExecutives/);
    expect(screen.getByText("And 2 events and notes in the log.")).toBeTruthy();
    await fireEvent.click(within(updates).getAllByRole("button")[0] as HTMLElement);
    expect(await screen.findByRole("list", { name: "Log, newest first" })).toBeTruthy();
  });
  it("says what is wrong with the time at its place", async () => {
    open({ view: "board" });
    await fireEvent.click(await screen.findByRole("tab", { name: "Catch up" }));
    await fireEvent.input(await screen.findByRole("textbox", { name: "What changed since" }), { target: { value: "soon" } });
    expect(await screen.findByText(/is not a moment in time/)).toBeTruthy();
  });
});

describe("closing an incident", () => {
  it("shows what is open with a way there, and asks why it is closed all the same", async () => {
    open({ view: "close" });
    const promises = await screen.findByRole("region", { name: "Promises" });
    await expectAccessible(document.body);
    const close = screen.getByRole<HTMLButtonElement>("button", { name: "Close all the same" });
    expect(close.disabled).toBe(true);
    await fireEvent.input(screen.getByRole("textbox", { name: "Why it is closed all the same" }), { target: { value: "a duplicate" } });
    await fireEvent.click(close);
    await waitFor(() => expect(intents).toEqual([{ intent: "close", incident: "inc-2041", reason: "a duplicate" }]));
    expect(promises).toBeTruthy();
  });
  it("leads to where each is ended", async () => {
    open({ view: "close" });
    await fireEvent.click(await screen.findByRole("button", { name: "Go there: Next update to Executives" }));
    expect(route.place).toEqual({ view: "comms", audience: "Executives" });
    route.go({ view: "close" });
    await fireEvent.click(await screen.findByRole("button", { name: "Begin it: Post-incident report" }));
    await waitFor(() => expect(intents.at(-1)).toEqual({ intent: "write_report", incident: "inc-2041", wanted: { title: "", draft: true, again: false } }));
  });
});

describe("a decision that is typed", () => {
  const type = async (words: string): Promise<HTMLElement> => {
    open({ view: "board" });
    const field = await screen.findByRole("textbox", { name: "Write to the log" });
    await fireEvent.input(field, { target: { value: words } });
    return field;
  };
  it("names who decides now, and is written with them", async () => {
    const field = await type("decision: roll back 4.2");
    const group = await screen.findByRole("radiogroup", { name: "Who answers for it" });
    expect(within(group).getByText(/on shift since 14:09/)).toBeTruthy();
    await fireEvent.keyDown(field, { key: "Enter", code: "Enter" });
    await waitFor(() => expect(intents).toEqual([{ intent: "write_entry", incident: "inc-2041", text: "decision: roll back 4.2", kind: "event", at: "", accountable: "p-kim", is_plain: false, files: [] }]));
  });
  it("names nobody where that is chosen", async () => {
    const field = await type("decision: roll back 4.2");
    await fireEvent.click(within(await screen.findByRole("radiogroup", { name: "Who answers for it" })).getByRole("radio", { name: "Name nobody" }));
    await fireEvent.keyDown(field, { key: "Enter", code: "Enter" });
    await waitFor(() => expect(intents).toEqual([{ intent: "write_entry", incident: "inc-2041", text: "decision: roll back 4.2", kind: "event", at: "", accountable: "", is_plain: false, files: [] }]));
  });
  it("says when nobody who decides is there", async () => {
    await type("decision: call the vendor");
    expect(await screen.findByText(/Nobody who decides “Contact vendor”/)).toBeTruthy();
  });
});

describe("the wall view", () => {
  it("shows the next promise first and nothing of the frame, and is left with Escape", async () => {
    open({ view: "wall" });
    const wall = await screen.findByRole("main", { name: "Wall view" });
    await expectAccessible(document.body);
    const lead = within(wall).getByRole("region", { name: "Next promise" });
    expect(lead.textContent).toContain("Overdue");
    expect(within(lead).getByRole("timer").textContent).toBe("02:31");
    expect(screen.queryByRole("navigation")).toBeNull();
    await fireEvent.keyDown(document.body, { key: "Escape", code: "Escape" });
    await waitFor(() => expect(route.place.view).toBe("board"));
  });
});
