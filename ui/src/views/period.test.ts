import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { intents, transport } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

beforeEach(() => {
  intents.length = 0;
  vi.restoreAllMocks();
});

describe("the next operational period", () => {
  it("says on the board which step of the planning cycle is due and offers to start the next", async () => {
    route.go({ view: "board" });
    render(App);
    const section = await screen.findByRole("region", { name: "Operational period" });
    expect(within(section).getByText("Approval of the plan")).toBeTruthy();
    expect(within(section).getByText(/Plan for period 1.* is not approved/)).toBeTruthy();
    await fireEvent.click(within(section).getByRole("button", { name: "Start the next…" }));
    expect(await screen.findByRole("heading", { name: "Start period 2" })).toBeTruthy();
  });

  it("shows what becomes of each line before it happens, and carries what was decided", async () => {
    route.go({ view: "period", until: "22:00" });
    render(App);
    const decide = await screen.findByRole("region", { name: "For you to decide" });
    await expectAccessible(document.body);
    expect(within(screen.getByRole("region", { name: "Dropped from the plan" })).getByText("Find the cause")).toBeTruthy();
    expect(within(screen.getByRole("region", { name: "Set anew" })).getByText("becomes “Plan for period 2”")).toBeTruthy();
    await fireEvent.click(within(decide).getByRole("radio", { name: "Drop" }));
    await fireEvent.click(screen.getByRole("button", { name: "Start period 2 and carry the plan" }));
    await waitFor(() => expect(route.place.view).toBe("board"));
    expect(intents).toEqual([
      { intent: "start_period", incident: "inc-2041", to: "22:00", carry: { heads: ["h1"], drop: ["assignment Watch the error rate until it is below 0.3 %"] } },
    ]);
    expect(await screen.findByText("The plan is carried into period 2")).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: /Undo/ }));
    await waitFor(() => expect(intents.at(-1)).toEqual({ intent: "undo", document: "doc-iap" }));
  });

  it("starts without the plan where that is chosen", async () => {
    route.go({ view: "period" });
    render(App);
    await fireEvent.click(await screen.findByRole("radio", { name: "Leave it as it is" }));
    await fireEvent.click(screen.getByRole("button", { name: "Start period 2" }));
    await waitFor(() => expect(intents).toEqual([{ intent: "start_period", incident: "inc-2041", to: "in 4 h" }]));
  });

  it("says what is wrong with the time at its place, and starts nothing", async () => {
    route.go({ view: "period", until: "yesterday" });
    render(App);
    expect(await screen.findByText(/has passed/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: /^Start period 2/ }).disabled).toBe(true);
    expect(intents).toEqual([]);
  });

  it("keeps what was decided when it could not be started", async () => {
    route.go({ view: "period" });
    render(App);
    const decide = await screen.findByRole("region", { name: "For you to decide" });
    await fireEvent.click(within(decide).getByRole("radio", { name: "Drop" }));
    vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "invalid", message: "The action plan was changed since you looked.", details: [] });
    await fireEvent.click(screen.getByRole("button", { name: "Start period 2 and carry the plan" }));
    expect(await screen.findByText("The action plan was changed since you looked.")).toBeTruthy();
    expect(within(screen.getByRole("region", { name: "For you to decide" })).getByRole<HTMLInputElement>("radio", { name: "Drop" }).checked).toBe(true);
  });
});
