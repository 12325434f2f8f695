import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { heldBack, searches } from "../../dev/search";
import { intents } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { cache } from "../backend";
import { searching } from "../session/lists.svelte";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

beforeEach(() => {
  Element.prototype.scrollIntoView = () => {};
  intents.length = 0;
  searches.length = 0;
  heldBack.clear();
  searching.text = "";
  route.go({ view: "board" });
});

const press = (key: string, code: string, more = {}): Promise<boolean> => fireEvent.keyDown(document.activeElement ?? document.body, { key, code, ...more });
const field = (): Promise<HTMLInputElement> => screen.findByRole<HTMLInputElement>("searchbox", { name: "Search everywhere" });
const type = async (text: string): Promise<void> => void (await fireEvent.input(await field(), { target: { value: text } }));
const kept = (key: string): string[] => JSON.parse(cache.settings.value?.values[key] || "[]") as string[];

describe("search everywhere", () => {
  it("opens with its key, finds as one types, and leads to the place with the keyboard alone", { timeout: 90_000 }, async () => {
    render(App);
    await waitFor(() => expect(cache.overview.value).not.toBeNull());
    await press("F", "KeyF", { ctrlKey: true, shiftKey: true });
    await waitFor(async () => expect(document.activeElement).toBe(await field()));
    expect(screen.getByText(/other personal data, lies encrypted and is not searched/)).toBeTruthy();
    await type("rollback");
    const log = await screen.findByRole("region", { name: "Log" });
    expect(within(log).getAllByText(/rollback/i, { selector: "mark" }).length).toBeGreaterThan(0);
    expect(screen.getByText(/^\d+ places?: .*log entr/, { selector: '[role="status"]' })).toBeTruthy();
    await expectAccessible(document.body);
    await press("ArrowDown", "ArrowDown");
    await waitFor(() => expect(document.activeElement?.hasAttribute("data-hit")).toBe(true));
    const rows = [...document.querySelectorAll("[data-hit]")];
    expect(rows.indexOf(document.activeElement!)).toBe(0);
    const first = rows.findIndex((row) => log.contains(row));
    for (let at = 0; at < first; at += 1) await press("ArrowDown", "ArrowDown");
    await waitFor(() => expect(log.contains(document.activeElement)).toBe(true));
    await press("Enter", "Enter");
    expect(route.place).toMatchObject({ view: "log" });
    await waitFor(() => expect(document.querySelector("li.selected")?.textContent?.toLowerCase()).toContain("rollback"));
    await waitFor(() => expect(kept("searches")).toEqual(["rollback"]));
    await press("F", "KeyF", { ctrlKey: true, shiftKey: true });
    expect((await field()).value, "what was typed is still there").toBe("rollback");
  });

  it("shows the answer to the newest question, whichever comes last", { timeout: 90_000 }, async () => {
    route.go({ view: "search" });
    render(App);
    let release = (): void => {};
    heldBack.set("g", new Promise((done) => (release = done)));
    await type("g");
    await type("harbourline");
    await waitFor(() => expect(document.querySelectorAll("[data-hit]").length).toBeGreaterThan(0));
    const shown = document.querySelectorAll("[data-hit]").length;
    release();
    await new Promise((done) => setTimeout(done));
    expect(document.querySelectorAll("[data-hit]").length).toBe(shown);
  });

  it("writes filters into the text, counts each kind, and says when nothing is found", { timeout: 90_000 }, async () => {
    route.go({ view: "search" });
    render(App);
    await type("plan");
    await screen.findByRole("region", { name: "Documents" });
    await fireEvent.change(screen.getByRole("combobox", { name: "Kind" }), { target: { value: "document" } });
    expect((await field()).value).toBe("plan kind:document");
    await waitFor(() => expect(screen.queryByRole("region", { name: "Templates" })).toBeNull());
    await fireEvent.change(screen.getByRole("combobox", { name: "Who" }), { target: { value: "me" } });
    expect((await field()).value).toBe("plan kind:document by:me");
    await fireEvent.click(screen.getByRole("button", { name: "Without filters" }));
    expect((await field()).value).toBe("plan");
    await type("zzzz kind:log");
    expect(await screen.findByText(/Nothing written here matches/)).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: "Look in all kinds" }));
    expect((await field()).value).toBe("zzzz");
    await type("x".repeat(300));
    expect(await screen.findByText("Only the first 200 characters are looked for.")).toBeTruthy();
  });

  it("pins a search, offers it again, and unpins it", { timeout: 90_000 }, async () => {
    route.go({ view: "search" });
    render(App);
    await type("rollback kind:log");
    await fireEvent.click(screen.getByRole("button", { name: "Pin this search" }));
    await waitFor(() => expect(kept("pinned_searches")).toEqual(["rollback kind:log"]));
    await type("");
    const pinned = await screen.findByRole("region", { name: "Pinned searches" });
    await fireEvent.click(within(pinned).getByRole("button", { name: "rollback kind:log" }));
    expect((await field()).value).toBe("rollback kind:log");
    await type("");
    await fireEvent.click(within(await screen.findByRole("region", { name: "Pinned searches" })).getByRole("button", { name: /^Unpin/ }));
    await waitFor(() => expect(kept("pinned_searches")).toEqual([]));
  });
});

describe("the palette", () => {
  const box = (): Promise<HTMLElement> => screen.findByRole("combobox", { name: "Find a command, a document or a person" });
  const options = (): string[] => screen.getAllByRole("option").map((option) => option.textContent ?? "");

  it("begins with pinned and last opened documents, filters fuzzily and ends with the search", { timeout: 90_000 }, async () => {
    render(App);
    await waitFor(() => expect(cache.overview.value).not.toBeNull());
    const plan = (await waitFor(() => cache.documents.want().value?.find((d) => /action plan/i.test(d.title)) ?? Promise.reject(new Error("not yet"))))!;
    route.go({ view: "document", document: plan.id });
    await press("P", "KeyP", { ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(kept("pinned")).toEqual([plan.id]));
    await press("k", "KeyK", { ctrlKey: true });
    await box();
    await waitFor(() => expect(options()[0]).toContain(plan.title));
    expect(screen.getByRole("group", { name: "Pinned" })).toBeTruthy();
    await fireEvent.input(await box(), { target: { value: "actn pln" } });
    expect(options().some((option) => option.includes(plan.title)), "letters that follow one another").toBe(true);
    await fireEvent.input(await box(), { target: { value: "rollback" } });
    await waitFor(() => expect(screen.getByRole("group", { name: "Written in" })).toBeTruthy());
    expect(options().at(-1)).toContain("Search everywhere for “rollback”");
    await fireEvent.keyDown(await box(), { key: "ArrowUp", code: "ArrowUp" });
    await fireEvent.keyDown(await box(), { key: "Enter", code: "Enter" });
    await waitFor(() => expect(route.place).toEqual({ view: "search" }));
    expect((await field()).value).toBe("rollback");
  });
});
