import { render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { transport } from "../../dev/transport";
import { cache, selectIncident } from "../backend";
import type { Board } from "../generated/Board";
import type { IncidentSummary } from "../generated/IncidentSummary";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

/** What the backend says is changed on its way. */
function tell(incidents: (list: IncidentSummary[]) => IncidentSummary[], board: (board: Board) => Board = (b) => b): void {
  const query = transport.query;
  vi.spyOn(transport, "query").mockImplementation(async (asked) => {
    const answer = await query(asked);
    if (answer.answer === "overview") return { ...answer, value: { ...answer.value, incidents: incidents(answer.value.incidents) } };
    if (answer.answer === "board") return { ...answer, value: board(answer.value) };
    return answer;
  });
}

beforeEach(() => {
  vi.restoreAllMocks();
  Element.prototype.scrollIntoView = () => {};
  route.go({ view: "board" });
});

describe("the strip", () => {
  it("says when the period ends while the incident goes on", { timeout: 60_000 }, async () => {
    render(App);
    expect(await screen.findByText("Period 1 ends in")).toBeTruthy();
  });

  it.each([
    ["resolved", { state: "resolved", resolved_at: "2026-03-11T13:47:00Z" }],
    ["closed", { state: "closed", resolved_at: "2026-03-11T13:47:00Z", is_open: false }],
  ])("counts no period of an incident that is %s", { timeout: 60_000 }, async (_, part: Partial<IncidentSummary>) => {
    tell((list) => list.map((each) => ({ ...each, ...part })));
    render(App);
    expect(await screen.findByText("Resolved after")).toBeTruthy();
    await waitFor(() => expect(screen.queryByText(/^Period 1 end/)).toBeNull());
  });

  it("goes to the incident that is open when an exercise was closed, and back to the exercise for who asks", { timeout: 60_000 }, async () => {
    let isOpen = true;
    const exercise = (real: IncidentSummary): IncidentSummary => ({ ...real, id: "exercise", number: "EX-1", title: "EXERCISE: Tabletop", exercise: true, is_open: isOpen });
    tell((list) => [exercise(list[0] as IncidentSummary), ...list]);
    render(App);
    await screen.findByText("INC-2041");
    const real = cache.incident ?? "";
    selectIncident("exercise");
    await cache.overview.load();
    expect(cache.incident).toBe("exercise");
    isOpen = false;
    await cache.overview.load();
    expect(cache.incident).toBe(real);
    selectIncident("exercise");
    await cache.overview.load();
    await cache.overview.load();
    expect(cache.incident, "it is looked at on purpose").toBe("exercise");
    selectIncident(real);
  });
});

describe("the rows of the updates", () => {
  it("say of an audience that follows another how that one stands", { timeout: 60_000 }, async () => {
    tell((list) => list, (board) => ({ ...board, updates: board.updates.map((each) => (/^Customers/.test(each.name) ? { ...each, due_at: "2026-03-11T13:47:12Z" } : each.state === "follows" ? { ...each, due_at: "2026-03-11T13:47:12Z", words: "as Customers (all)" } : each)) }));
    render(App);
    const rows = await screen.findByRole("region", { name: "Next updates" });
    await waitFor(() => expect(within(rows).getAllByText("00:00").length).toBeGreaterThan(1));
    const follower = within(rows).getAllByText(/^as /)[0] as HTMLElement;
    const row = follower.parentElement as HTMLElement;
    expect(row.textContent.replace(/\s+/g, " ").trim()).toMatch(/^overdue as /);
    expect(row.classList.contains("overdue")).toBe(true);
  });
});

describe("the due bar", () => {
  it("is filled and offers to write where no hero speaks", { timeout: 60_000 }, async () => {
    render(App);
    const bar = await screen.findByRole("contentinfo", { name: "Due next" });
    await waitFor(() => expect(bar.querySelector(".cell.lead")?.textContent).toContain("Executives’ update"));
    expect(bar.querySelector(".cell.fill"), "on the board the hero speaks").toBeNull();
    route.go({ view: "log" });
    await waitFor(() => expect(bar.querySelector(".cell.fill")?.textContent).toContain("Executives’ update"));
    expect(within(bar).getByRole("button", { name: /^Write/ })).toBeTruthy();
  });
});
