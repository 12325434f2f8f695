import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { intents, transport } from "../../../dev/transport";
import { tellFact } from "../../backend/facts";
import { expectAccessible } from "../../components/axe";
import type { Answer } from "../../generated/Answer";
import type { ExportOptions } from "../../generated/ExportOptions";
import PreviewPane from "./PreviewPane.svelte";
import { quiet } from "./pages.svelte";
import type { OpenPages, Pages } from "./pdf";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

const options: ExportOptions = { to: "pdf", paper: "a4", grey: false, blank: false, attachments: false, at: null };
const sheet = { width: 595, height: 842 };

/** What was opened, by the text that the backend sent as bytes; each draws pages that say it. */
let opened: { text: string; drawn: number[]; closed: boolean }[] = [];
const open: OpenPages = async (bytes) => {
  const file = { text: new TextDecoder().decode(bytes), drawn: [] as number[], closed: false };
  opened.push(file);
  const pages: Pages = {
    draw: (page) => {
      file.drawn.push(page);
      const text = document.createElement("div");
      text.append(Object.assign(document.createElement("span"), { textContent: `${file.text} ${page + 1}` }));
      return { done: Promise.resolve({ picture: document.createElement("canvas"), text }), cancel: () => {} };
    },
    close: () => (file.closed = true),
  };
  return pages;
};

const answer = (text: string, count = 3): Answer => ({
  answer: "preview",
  value: { base64: btoa(text), pages: Array.from({ length: count }, () => sheet), remarks: [] },
});

/** The backend's answers in order; one that is not there yet never comes. */
function answers(...list: (Answer | Promise<Answer> | object)[]): ReturnType<typeof vi.fn> {
  const ask = vi.fn();
  for (const next of list) {
    if ("code" in next) ask.mockRejectedValueOnce(next);
    else ask.mockReturnValueOnce(Promise.resolve(next));
  }
  ask.mockReturnValue(new Promise(() => {}));
  vi.spyOn(transport, "query").mockImplementation((query) => (query.query === "preview" ? ask(query) : Promise.reject(new Error("not asked for here"))));
  return ask;
}

const pane = (more: Record<string, unknown> = {}) => render(PreviewPane, { documents: ["d1"], incident: null, options, open, ...more });
const page = (): HTMLInputElement => screen.getByRole("textbox", { name: /^Page, of/ });
const press = (key: string): Promise<boolean> => fireEvent.keyDown(screen.getByRole("group", { name: "Pages" }), { key });
const changed = (): void => tellFact({ event: "document_changed", document: "d1", saved_at: "2026-03-11T14:47:12Z" });

beforeEach(() => {
  opened = [];
  intents.length = 0;
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(632);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(700);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("the pages", () => {
  it("are there by name with their words, and only those on screen are drawn", async () => {
    answers(answer("plan", 40));
    const { container } = pane();
    const first = await screen.findByRole("group", { name: "Page 1 of 40" });
    await within(first).findByText("plan 1");
    expect(screen.getAllByRole("group", { name: /^Page \d+ of/ })).toHaveLength(2);
    expect(opened[0]?.drawn.every((number) => number < 2)).toBe(true);
    await expectAccessible(container);
  });

  it("are turned, found and made larger by keys", async () => {
    answers(answer("plan", 12));
    const onclose = vi.fn();
    pane({ onclose });
    await screen.findByRole("group", { name: "Page 1 of 12" });
    await press("End");
    await waitFor(() => expect(page().value).toBe("12"));
    await press("Home");
    await waitFor(() => expect(page().value).toBe("1"));
    const fitted = screen.getByText(/^\d+ %$/).textContent;
    await press("+");
    expect(screen.getByText(/^\d+ %$/).textContent).not.toBe(fitted);
    await press("0");
    expect(screen.getByText(/^\d+ %$/).textContent, "back to the width of the pane").toBe(fitted);
    await press("-");
    await fireEvent.click(screen.getByRole("radio", { name: "Page" }));
    await press("PageDown");
    await waitFor(() => expect(page().value).toBe("2"));
    await press("PageUp");
    await waitFor(() => expect(page().value).toBe("1"));
    await fireEvent.change(page(), { target: { value: "7" } });
    await waitFor(() => expect(page().value).toBe("7"));
    await fireEvent.change(page(), { target: { value: "seven" } });
    expect(page().value, "what is no page goes back").toBe("7");
    await press("Escape");
    expect(onclose).toHaveBeenCalledOnce();
  });

  it("leave a field its own keys", async () => {
    answers(answer("plan", 12));
    pane();
    await screen.findByRole("group", { name: "Page 1 of 12" });
    await fireEvent.keyDown(page(), { key: "End" });
    expect(page().value).toBe("1");
  });
});

describe("a change of the document", () => {
  it("brings new pages after a rest, at the same place, with the old ones until then", async () => {
    let give = (_: Answer): void => {};
    const second = new Promise<Answer>((resolve) => (give = resolve));
    const ask = answers(answer("before", 5), second);
    pane();
    await screen.findByText("before 1");
    await press("End");
    await waitFor(() => expect(page().value).toBe("5"));
    vi.useFakeTimers();
    changed();
    await vi.advanceTimersByTimeAsync(quiet / 2);
    changed();
    await vi.advanceTimersByTimeAsync(quiet - 1);
    expect(ask, "not between two letters of a word").toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    expect(ask).toHaveBeenCalledTimes(2);
    expect(screen.getByText("before 5")).toBeTruthy();
    give(answer("after", 6));
    await screen.findByText("after 5");
    expect(page().value).toBe("5");
    await waitFor(() => expect(opened[0]?.closed, "the old file is closed").toBe(true));
  });

  it("that overtakes another wins, whichever is made first", async () => {
    let give = (_: Answer): void => {};
    const slow = new Promise<Answer>((resolve) => (give = resolve));
    const ask = answers(slow, answer("grey"));
    const { rerender } = pane();
    await rerender({ options: { ...options, grey: true } });
    await screen.findByText("grey 1");
    expect(ask.mock.calls.map(([query]) => query.options.grey)).toEqual([false, true]);
    expect(new Set(ask.mock.calls.map(([query]) => query.job)).size, "one name, so that the backend stops the first").toBe(1);
    give(answer("colour"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(screen.queryByText("colour 1")).toBeNull();
    await rerender({ options: { ...options, grey: true } });
    expect(ask, "the same choices ask for nothing").toHaveBeenCalledTimes(2);
  });
});

describe("what goes wrong", () => {
  const refusal = { code: "invalid", message: "There is nobody to call in these documents.", details: [] };

  it("is said with a way to try again", async () => {
    answers(refusal, answer("plan"));
    const { container } = pane();
    expect(await screen.findByText(refusal.message)).toBeTruthy();
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("plan 1");
    expect(screen.queryByText(refusal.message)).toBeNull();
  });

  it("leaves the pages of before", async () => {
    answers(answer("plan"), refusal);
    const { rerender } = pane();
    await screen.findByText("plan 1");
    await rerender({ options: { ...options, cards: true } });
    expect(await screen.findByText(/nobody to call .* The pages below are those of before/)).toBeTruthy();
    expect(screen.getByText("plan 1")).toBeTruthy();
  });

  it("stops what is still being made when the pane goes", async () => {
    answers();
    const { unmount } = pane();
    expect(await screen.findByText("The pages are being made…")).toBeTruthy();
    unmount();
    await waitFor(() => expect(intents).toEqual([{ intent: "stop", job: expect.stringMatching(/^pages \d+$/) }]));
  });

  it("says how far long work is", async () => {
    const ask = answers();
    pane();
    await waitFor(() => expect(ask).toHaveBeenCalled());
    tellFact({ event: "working", job: ask.mock.calls[0]?.[0].job, progress: 425 });
    expect(await screen.findByText("42 % of the pages are made")).toBeTruthy();
  });
});
