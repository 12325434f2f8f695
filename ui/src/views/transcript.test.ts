import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { intents, transport } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { looksLikeChat, pasted } from "../features/log/transcript.svelte";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

const chat = "Copied\n14:05 Mai: Error rate at 20 %\nsince 13:58\n14:07 Somebody: decision: roll back\n14:08 Somebody: already written\n14:59 Mai: later";

beforeEach(() => {
  intents.length = 0;
  vi.restoreAllMocks();
  pasted.clear();
});

async function shown(): Promise<HTMLElement> {
  pasted.begin(chat);
  route.go({ view: "transcript" });
  render(App);
  return screen.findByRole("list", { name: "Messages of the chat" });
}

describe("a chat that is pasted", () => {
  it("is shown message by message, with what is left out and what is doubtful", async () => {
    const list = await shown();
    await expectAccessible(document.body);
    expect(within(list).getAllByRole("listitem").length).toBe(4);
    expect(within(list).getByText("In the log already")).toBeTruthy();
    expect(within(list).getByText("Later than now")).toBeTruthy();
    expect(within(list).getByText(/A line with a time in it was kept as text/)).toBeTruthy();
    expect(screen.getByText("Left out: 1")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Add 2 entries" })).toBeTruthy();
    expect(intents).toEqual([]);
  });

  it("becomes entries as they were chosen", async () => {
    const list = await shown();
    await fireEvent.change(within(list).getByRole("combobox", { name: "Kind of line 2" }), { target: { value: "event" } });
    await fireEvent.click(within(list).getByRole("checkbox", { name: /Take line 4/ }));
    await fireEvent.click(screen.getByRole("button", { name: "Add 1 entry" }));
    await waitFor(() => expect(route.place.view).toBe("log"));
    expect(intents).toEqual([
      {
        intent: "paste_transcript",
        incident: "inc-2041",
        text: chat,
        times: { zone: "Europe/Berlin", day: "", order: null, as_of: expect.any(String) },
        people: {},
        kinds: [{ line: 2, kind: "event" }],
        skip: [4],
      },
    ]);
  });

  it("stays as it was chosen when it could not be written", async () => {
    const list = await shown();
    await fireEvent.click(within(list).getByRole("checkbox", { name: /Take line 4/ }));
    vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "not_saved", message: "The disk is full.", details: [] });
    await fireEvent.click(screen.getByRole("button", { name: "Add 1 entry" }));
    expect(await screen.findByText("The disk is full.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Add 1 entry" })).toBeTruthy();
  });

  it("that is none says so, and the text stays", async () => {
    route.go({ view: "transcript" });
    render(App);
    const field = await screen.findByRole("textbox", { name: /The chat with its names/ });
    await fireEvent.input(field, { target: { value: "nothing in here" } });
    await fireEvent.click(screen.getByRole("button", { name: "Read it" }));
    expect(await screen.findByText(/No line holds a time and a name/)).toBeTruthy();
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: /The chat/ }).value).toBe("nothing in here");
  });

  it("is offered where it is pasted into the log box", async () => {
    route.go({ view: "log" });
    render(App);
    const field = await screen.findByRole("textbox", { name: "Write to the log" });
    const clipboardData = { getData: () => chat };
    await fireEvent.paste(field, { clipboardData });
    await fireEvent.input(field, { target: { value: chat.replaceAll("\n", " ") } });
    await fireEvent.click(await screen.findByRole("button", { name: "Make an entry of each message…" }));
    expect(await screen.findByRole("list", { name: "Messages of the chat" })).toBeTruthy();
  });

  it("is told from other text", () => {
    expect(looksLikeChat("14:05 a: b")).toBe(false);
    expect(looksLikeChat("one\ntwo")).toBe(false);
    expect(looksLikeChat("[14:05] a\ntext\n[14:06] b\ntext")).toBe(true);
  });
});
