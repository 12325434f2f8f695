import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { intents, transport } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { anchorsOf, dutyGroups, stateAt } from "../features/obligation/duties";
import { duties } from "../../dev/duties";
import { commands } from "../session/commands.svelte";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

beforeEach(() => {
  intents.length = 0;
  vi.restoreAllMocks();
});

describe("regulatory clocks", () => {
  it("wait for their event, say who owns them and whether counsel read them", async () => {
    route.go({ view: "duties" });
    render(App);
    const waiting = await screen.findByRole("region", { name: "Waiting for their event" });
    await expectAccessible(document.body);
    const card = within(waiting).getByRole("article", { name: "PCI DSS 12.10" });
    expect(within(card).getByText(/Not reviewed by counsel/)).toBeTruthy();
    expect(within(within(waiting).getByRole("article", { name: "Contract with Harbourline 9.2" })).getByText(/no owner/)).toBeTruthy();
    expect(screen.getByText(/Not legal advice/)).toBeTruthy();
  });

  it("start with the event, stand on the board, and end when they are filed", async () => {
    route.go({ view: "duties" });
    render(App);
    await fireEvent.input(await screen.findByLabelText("When"), { target: { value: "14:30" } });
    await fireEvent.click(screen.getByRole("button", { name: /Log it and start its clock/ }));
    const running = await screen.findByRole("region", { name: "Running" });
    expect(intents[0]).toEqual({ intent: "log_anchor", incident: "inc-2041", anchor: "Awareness of a breach of personal data", at: "14:30", words: "" });
    route.go({ view: "board" });
    expect(await screen.findByRole("region", { name: "Regulatory clocks" })).toBeTruthy();
    route.go({ view: "duties" });
    const card = within(await screen.findByRole("region", { name: "Running" })).getByRole("article", { name: "GDPR Art. 33" });
    expect(running).toBeTruthy();
    await fireEvent.click(within(card).getByRole("button", { name: /^Filed/ }));
    await fireEvent.input(within(card).getByLabelText("Reference of the filing"), { target: { value: "LDI-77" } });
    vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "invalid", message: "“GDPR Art. 33” is filed already.", details: [] });
    await fireEvent.click(within(card).getByRole("button", { name: "Record as filed" }));
    expect(await within(card).findByText(/is filed already/)).toBeTruthy();
    await fireEvent.click(within(card).getByRole("button", { name: "Record as filed" }));
    await waitFor(() => expect(screen.getByRole("region", { name: "Over" })).toBeTruthy());
    expect(intents.at(-1)).toEqual({ intent: "change_obligation", incident: "inc-2041", obligation: "GDPR Art. 33", change: "filed", at: "", until: "", words: "LDI-77" });
  });

  it("are sorted by what is due first, and each event is asked for once", () => {
    const rows = duties().map((row, n) => ({ ...row, state: n < 2 ? "due" : row.state, due_at: n === 0 ? "2026-03-14T13:00:00Z" : n === 1 ? "2026-03-12T13:00:00Z" : null }));
    expect(dutyGroups(rows)[0]?.rows.map((row) => row.name)).toEqual(["GDPR Art. 34", "GDPR Art. 33"]);
    const [first] = rows;
    if (!first) throw new Error("the fake has duties");
    expect(stateAt(first, Date.parse("2026-03-14T13:00:00Z"))).toBe("overdue");
    const chained = [...duties(), { ...first, state: "not_started", name: "Final", anchor: "GDPR Art. 33 filed" }, { ...first, state: "not_started", name: "UK", anchor: "awareness of a breach of personal data" }];
    expect(anchorsOf(chained).map((entry) => entry.names.length)).toEqual([2, 1, 1, 1]);
  });
});

it("offers in the palette what can be done about each duty and the event that starts a clock", { timeout: 30_000 }, async () => {
  route.go({ view: "duties" });
  render(App);
  const waiting = await screen.findByRole("region", { name: "Waiting for their event" });
  await waitFor(() => expect(commands.run("duty.PCI DSS 12.10.not-applicable")).toBe(true));
  const card = within(waiting).getByRole("article", { name: "PCI DSS 12.10" });
  await waitFor(() => expect(document.activeElement).toBe(within(card).getByLabelText("Why it does not apply")));
  expect(commands.available.some((command) => command.id === "duty.PCI DSS 12.10.filed"), "it does not run").toBe(false);
  expect(commands.run("duty.start")).toBe(true);
  expect(document.activeElement).toBe(screen.getByLabelText("This happened"));
});
