import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { intents, transport } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { cache } from "../backend";
import { commands } from "../session/commands.svelte";
import { route, type Place } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

/** The application on the sample at 14:47:12, at a place. */
async function open(place: Place): Promise<void> {
  route.go(place);
  render(App);
  expect((await screen.findAllByText("INC-2041")).length).toBeGreaterThan(0);
}

const press = (key: string, more: Partial<KeyboardEventInit> = {}, on: Element = document.body): Promise<boolean> =>
  fireEvent.keyDown(on, { key, code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key, ...more });

beforeEach(() => {
  intents.length = 0;
  vi.restoreAllMocks();
});

describe("the screens", () => {
  const places: Place[] = [
    { view: "board" },
    { view: "comms" },
    { view: "log" },
    { view: "library" },
    { view: "people" },
    { view: "settings" },
    { view: "incidents" },
    { view: "findings" },
    { view: "declare" },
  ];
  it.each(places)("$view has names, roles and headings in order", async (place) => {
    await open(place);
    await expectAccessible(document.body);
  });
});

describe("the board", () => {
  it("puts the longest broken promise first, in words", async () => {
    await open({ view: "board" });
    const hero = await screen.findByRole("region", { name: "Most urgent clocks" });
    expect(within(hero).getByText("Overdue")).toBeTruthy();
    expect(within(hero).getByRole("heading", { name: /Executives’ update/ })).toBeTruthy();
    expect(within(hero).getAllByRole("timer").map((t) => t.textContent)).toEqual(["02:31", "02:30", "04:10"]);
  });
  it("opens the update that is due with W", async () => {
    await open({ view: "board" });
    await screen.findByRole("region", { name: "Next updates" });
    await press("w");
    expect(await screen.findByRole("heading", { name: "Executives, update 2" })).toBeTruthy();
  });
});

describe("a document that was opened without a look into the library", () => {
  it.each(["document.export-pdf", "document.save-template"])("is named as it is by %s", { timeout: 30_000 }, async (command) => {
    cache.documents.value = null;
    await open({ view: "document", document: "doc-raci" });
    commands.run(command);
    const dialog = await screen.findByRole("dialog");
    await waitFor(() => expect(dialog.innerHTML + [...dialog.querySelectorAll("input")].map((input) => input.value).join()).toContain("Who does what in a major incident"));
  });
});

describe("a document that waits for approval", () => {
  it("is not asked about on the next document, not even until that has answered", { timeout: 30_000 }, async () => {
    await open({ view: "document", document: "doc-updates" });
    // The editors are read when the first document is opened.
    expect(await screen.findByRole("region", { name: "Approval" }, { timeout: 20_000 })).toBeTruthy();
    const query = transport.query;
    vi.spyOn(transport, "query").mockImplementation((asked) => (asked.query === "approvals" ? new Promise(() => {}) : query(asked)));
    route.go({ view: "document", document: "doc-iap" });
    await waitFor(() => expect(screen.queryByRole("region", { name: "Approval" })).toBeNull());
  });
});

describe("the log box", () => {
  it("is one key away and writes what was typed, with its kind", async () => {
    await open({ view: "board" });
    const field = await screen.findByPlaceholderText("What happened?");
    await press("l");
    expect(document.activeElement).toBe(field);
    await fireEvent.input(field, { target: { value: "hypothesis: pool exhausted" } });
    await press("Enter", {}, field);
    await waitFor(() => expect(intents).toEqual([{ intent: "write_entry", incident: "inc-2041", text: "hypothesis: pool exhausted", kind: "event", at: "", accountable: "", is_plain: false, files: [] }]));
    expect((field as HTMLInputElement).value, "the box is free for the next entry").toBe("");
  });
  it("keeps the text and says what went wrong at its place when it was not written", async () => {
    await open({ view: "board" });
    vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "not_saved", message: "The disk is full. Your text is still here; make room and press Enter again.", details: [] });
    const field = (await screen.findByPlaceholderText("What happened?")) as HTMLInputElement;
    await fireEvent.input(field, { target: { value: "first node recovers" } });
    await press("Enter", {}, field);
    expect(await screen.findByText(/The disk is full/)).toBeTruthy();
    expect(field.value).toBe("first node recovers");
    expect(screen.getByText("Not saved"), "the bar does not claim that it was").toBeTruthy();
  });
  it("does not write while an input method composes", async () => {
    await open({ view: "board" });
    const field = await screen.findByPlaceholderText("What happened?");
    await fireEvent.input(field, { target: { value: "노드" } });
    await press("Enter", { isComposing: true }, field);
    expect(intents).toEqual([]);
  });
});

describe("an update", () => {
  it("is not recorded as sent without its text", async () => {
    await open({ view: "comms" });
    await fireEvent.input(await screen.findByDisplayValue(/As of 14:47/), { target: { value: "" } });
    await fireEvent.click(await screen.findByRole("button", { name: /Record as sent/ }));
    expect(await screen.findByText(/it goes into the log as it stands/)).toBeTruthy();
    expect(intents).toEqual([]);
  });
  it("is skipped only with a reason", async () => {
    await open({ view: "comms" });
    await fireEvent.click(await screen.findByRole("button", { name: "Skip…" }));
    const skip = screen.getByRole("button", { name: "Skip this update" });
    expect((skip as HTMLButtonElement).disabled).toBe(true);
    await fireEvent.input(screen.getByLabelText("Why"), { target: { value: "They are on the bridge" } });
    await fireEvent.click(skip);
    await waitFor(() => expect(intents[0]).toMatchObject({ intent: "skip_update", audience: "audience-Executives", reason: "They are on the bridge" }));
  });
});

describe("declaring", () => {
  it("needs title, Tab, a digit and Enter", async () => {
    await open({ view: "declare" });
    const title = await screen.findByLabelText("What is happening");
    await fireEvent.input(title, { target: { value: "Checkout down" } });
    const severities = screen.getByRole("radiogroup", { name: "How bad" });
    await fireEvent.keyDown(severities, { key: "2", code: "Digit2" });
    await fireEvent.submit(screen.getByRole("form", { name: "Declare an incident" }));
    const also = { exercise: false, impact: "", urgency: "", reason: "" };
    await waitFor(() =>
      expect(intents[0]).toEqual({ intent: "declare", title: "Checkout down", severity: "SEV2", commander: "person-Katarzyna Wójcik", services: [], detected: "", also }),
    );
  });
  it("asks for what is missing at its place and keeps the rest", async () => {
    await open({ view: "declare" });
    await fireEvent.submit(await screen.findByRole("form", { name: "Declare an incident" }));
    expect(await screen.findByText(/Give it a title/)).toBeTruthy();
    expect(intents).toEqual([]);
  });
});

it("offers in the palette only what can run, with documents and people", async () => {
  await open({ view: "board" });
  await press("k", { ctrlKey: true });
  const palette = await screen.findByRole("dialog");
  await within(palette).findByText("Who does what in a major incident");
  expect(within(palette).getByText("Nguyễn Thị Mai")).toBeTruthy();
  expect(within(palette).queryByText("Export this document as PDF"), "no document is open").toBeNull();
});
