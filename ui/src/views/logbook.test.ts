import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { intents, transport } from "../../dev/transport";
import { cache } from "../backend";
import { expectAccessible } from "../components/axe";
import { commands } from "../session/commands.svelte";
import { route } from "../session/route.svelte";
import { toasts } from "../session/toast.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

beforeEach(() => {
  intents.length = 0;
  vi.restoreAllMocks();
  toasts.close();
});

async function opened(): Promise<HTMLInputElement> {
  route.go({ view: "log" });
  render(App);
  return (await screen.findByPlaceholderText("What happened?", {}, { timeout: 20_000 })) as HTMLInputElement;
}

async function type(field: HTMLInputElement, words: string): Promise<void> {
  field.focus();
  await fireEvent.input(field, { target: { value: words } });
}

describe("a line of the log", () => {
  it("offers people at an @, takes one with the keys, and says what the line means", async () => {
    const field = await opened();
    await cache.directory.load();
    await type(field, "#action @kim");
    const offers = await screen.findByRole("listbox", { name: "People and roles" });
    expect(within(offers).getAllByRole("option")[0]?.textContent).toContain("Kim Ji-woo");
    expect(field.getAttribute("aria-activedescendant")).toBe(within(offers).getAllByRole("option")[0]?.id);
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(field.value).toBe("#action @Kim Ji-woo "));
    expect(screen.queryByRole("listbox", { name: "People and roles" })).toBeNull();
    expect(await screen.findByText(/Opens an action\s*for Kim Ji-woo/)).toBeTruthy();
    expect(intents).toEqual([]);
    await expectAccessible(document.body);
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "write_entry", text: "#action @Kim Ji-woo ", kind: "event", is_plain: false }));
    await waitFor(() => expect(toasts.current?.message).toBe("Action opened for Kim Ji-woo"));
    toasts.current?.undo();
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "close_action", done: false }));
    expect((await screen.findAllByText("@Kim Ji-woo")).length).toBeGreaterThan(0);
  });

  it("shows when it happened apart from when it is entered, and what cannot be written", async () => {
    const field = await opened();
    await type(field, "20 minutes ago: pool exhausted");
    expect(await screen.findByText(/Event, happened .*, entered now/)).toBeTruthy();
    await type(field, "23:59 pool exhausted");
    expect(await screen.findByText(/has not come yet/)).toBeTruthy();
    await type(field, "@bob came");
    expect(await screen.findByText(/“bob” is no one person or role/)).toBeTruthy();
  });

  it("keeps files that were chosen or pasted with the entry", async () => {
    const field = await opened();
    await fireEvent.click(screen.getByRole("button", { name: "Attach a file…" }));
    const waiting = await screen.findByRole("list", { name: "Files for this entry" });
    expect(within(waiting).getByRole("button", { name: /gateway-error.log/ })).toBeTruthy();
    const shot = new File(["x"], "Errors.png", { type: "image/png" });
    await fireEvent.paste(field, { clipboardData: { getData: () => "", files: [shot] } });
    await within(waiting).findByRole("button", { name: /Errors.png/ });
    await fireEvent.click(within(waiting).getByRole("button", { name: /Leave out.*gateway-error.log/ }));
    await type(field, "Errors rise");
    vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "not_saved", message: "The disk is full.", details: [] });
    await fireEvent.keyDown(field, { key: "Enter" });
    expect(await screen.findByText(/The disk is full/)).toBeTruthy();
    expect(within(waiting).getByRole("button", { name: /Errors.png/ }), "the file waits with the line").toBeTruthy();
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "write_entry", files: [{ from: "bytes", name: "Errors.png", base64: "eA==" }] }));
    expect(await screen.findByRole("button", { name: "Save a copy… of Errors.png" })).toBeTruthy();
  });
});

describe("the log view", () => {
  it("is narrowed by person, time and files, and exports what is shown", async () => {
    await opened();
    const asked = vi.spyOn(transport, "query");
    const limits = screen.getByRole("form", { name: "Which entries are shown" });
    await fireEvent.input(within(limits).getByLabelText("From"), { target: { value: "14:30" } });
    await fireEvent.submit(limits);
    await waitFor(() => expect(asked).toHaveBeenCalledWith(expect.objectContaining({ query: "filtered_log", from: "14:30" })));
    await waitFor(() => expect(commands.available.find((c) => c.id === "log.export-csv")).toBeTruthy());
    await fireEvent.change(within(limits).getByLabelText("Export as"), { target: { value: "csv" } });
    await fireEvent.click(within(limits).getByRole("button", { name: "Export…" }));
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "export_log", to: "csv", path: "/home/kim/Log.md", wanted: { from: "14:30", with_files: false } }));
    await fireEvent.click(within(limits).getByRole("checkbox", { name: "With an attachment" }));
    await waitFor(() => expect(asked).toHaveBeenCalledWith(expect.objectContaining({ query: "filtered_log", with_files: true })));
    await fireEvent.input(screen.getByLabelText("Search the log"), { target: { value: "nowhere" } });
    expect(await screen.findByText("No entry matches.")).toBeTruthy();
    await fireEvent.input(within(limits).getByLabelText("From"), { target: { value: "soonish" } });
    await fireEvent.submit(limits);
    expect(await screen.findByText(/is not a moment/)).toBeTruthy();
    await fireEvent.click(within(limits).getByRole("button", { name: "Show all" }));
    await waitFor(() => expect(screen.queryByText("No entry matches.")).toBeNull());
  });
});
