import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import { intents, transport } from "../../../dev/transport";
import type { LevelRow } from "../../generated/LevelRow";
import ActionsSection from "./ActionsSection.svelte";
import { asked } from "./asked.svelte";
import EscalationSection from "./EscalationSection.svelte";
import LevelMenu from "./LevelMenu.svelte";
import SituationSection from "./SituationSection.svelte";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

const about = { incident: "inc-2041", now: Date.parse("2026-03-11T13:47:12Z"), zone: "UTC" };
const level = (name: string, state: string): LevelRow => ({ level: name, clock: "functional", target: `${name} people`, backup: "", notify: "", state, at: null, is_unreached: false, may_decline: true, words: state, explanation: "" });

beforeEach(() => {
  vi.restoreAllMocks();
  intents.length = 0;
});

it("opens one action although Enter is pressed twice", async () => {
  render(ActionsSection, { ...about, actions: [] });
  await fireEvent.click(screen.getByRole("button", { name: "Add" }));
  await fireEvent.input(screen.getByLabelText("What is to be done"), { target: { value: "Call the vendor" } });
  const form = screen.getByRole("form", { name: "New action" });
  void fireEvent.submit(form);
  void fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByRole("form", { name: "New action" })).toBeNull());
  expect(intents.filter((intent) => intent.intent === "open_action")).toHaveLength(1);
});

it("shows no action as done whose end was refused", async () => {
  render(ActionsSection, { ...about, actions: [{ id: "a", text: "Call the vendor", owner: "", due_at: null }] });
  vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "not_saved", message: "The disk is full.", details: [] });
  const box = screen.getByRole<HTMLInputElement>("checkbox", { name: "Done: Call the vendor" });
  await fireEvent.click(box);
  expect(await screen.findByText(/The disk is full/)).toBeTruthy();
  expect(box.checked).toBe(false);
});

it("keeps a situation that is half written while another place is looked at, and from keys of an input method", async () => {
  const { unmount } = render(SituationSection, { ...about, situation: null });
  await fireEvent.click(screen.getByRole("button", { name: "Record the situation" }));
  await fireEvent.input(screen.getByLabelText("Conditions"), { target: { value: "決済が" } });
  await fireEvent.keyDown(screen.getByLabelText("Conditions"), { key: "Escape", isComposing: true });
  unmount();
  render(SituationSection, { ...about, situation: null });
  expect(screen.getByLabelText<HTMLTextAreaElement>("Conditions").value).toBe("決済が");
  expect(document.activeElement, "nobody asked for it now").not.toBe(screen.getByLabelText("Conditions"));
  await fireEvent.click(screen.getByRole("button", { name: /Keep the old one/ }));
  expect(screen.queryByLabelText("Conditions")).toBeNull();
});

it("keeps the reason of a pause while a level is acknowledged", async () => {
  render(EscalationSection, { ...about, levels: [level("L1", "called"), level("L2", "upcoming")], paused: null, reasons: [] });
  await fireEvent.click(screen.getByRole("button", { name: "Pause…" }));
  const why = within(screen.getByRole("form", { name: "Pause the functional clock" })).getByRole<HTMLInputElement>("textbox");
  await fireEvent.input(why, { target: { value: "Vendor at work" } });
  await fireEvent.click(screen.getAllByRole("button", { name: /^acknowledge/ })[0]!);
  await waitFor(() => expect(intents.some((intent) => intent.intent === "acknowledge")).toBe(true));
  expect(why.isConnected && why.value).toBe("Vendor at work");
});

it("does not call a level again by Enter that was to be called when it was chosen", async () => {
  const { rerender } = render(LevelMenu, { incident: "inc-2041", level: level("L3", "upcoming"), lower: [] });
  asked.ask({ level: "functional L3", do: "raise" });
  const field = await screen.findByLabelText("Reason");
  await fireEvent.input(field, { target: { value: "They know the gateway" } });
  await rerender({ level: level("L3", "called") });
  expect(await screen.findByText(/stands differently now/)).toBeTruthy();
  await fireEvent.submit(field.closest("form")!);
  expect(intents).toEqual([]);
});
