import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import { intents } from "../../../dev/transport";
import { expectAccessible } from "../../components/axe";
import type { LevelRow } from "../../generated/LevelRow";
import { asked } from "./asked.svelte";
import LevelMenu from "./LevelMenu.svelte";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

const level = (state: string, clock = "functional"): LevelRow => ({
  level: "L2", clock, target: "Database Expert", backup: "", notify: "phone", state, at: null, is_unreached: false, may_decline: true, words: state, explanation: "After L1.",
});
const open = async (state: string, clock = "functional"): Promise<void> => {
  render(LevelMenu, { incident: "inc-2041", level: level(state, clock), lower: [] });
  await fireEvent.click(screen.getByRole("button", { name: "L2" }));
};

beforeEach(() => {
  intents.length = 0;
});

it("calls a level that somebody took anew, with the reason, and says what that means", async () => {
  await open("acknowledged");
  expect(screen.getByText(/Whoever has it now has it no more/)).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Call again" }));
  expect(screen.getByText(/Say why first/)).toBeTruthy();
  expect(intents).toHaveLength(0);
  await fireEvent.input(screen.getByLabelText("Reason"), { target: { value: " fell ill " } });
  await fireEvent.click(screen.getByRole("button", { name: "Call again" }));
  await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "change_level", level: "L2", change: "raise", reason: "fell ill", clock: "functional" }));
  await expectAccessible(document.body);
});

it.each(["called", "declined", "skipped"])("offers to call a level that was %s again, with its whole time", async (state) => {
  await open(state);
  expect(screen.getByText(/Asks Database Expert anew, with the whole time to acknowledge\.$/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Call now" })).toBeNull();
});

it("tells an authority once more, and calls one that waits now", async () => {
  await open("told", "hierarchical");
  expect(screen.getByText(/Tells Database Expert once more/)).toBeTruthy();
});

it("says call now, not again, of a level that was not called yet", async () => {
  await open("upcoming");
  expect(screen.getByRole("button", { name: "Call now" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Call again" })).toBeNull();
});

it("opens with what was chosen in the palette, and does it with Enter once the reason is written", async () => {
  render(LevelMenu, { incident: "inc-2041", level: level("upcoming"), lower: [] });
  asked.ask({ level: "functional L2", do: "skip" });
  const field = await screen.findByLabelText("Reason");
  await waitFor(() => expect(document.activeElement).toBe(field));
  await fireEvent.submit(field.closest("form") as HTMLFormElement);
  expect(screen.getByText(/Say why first/)).toBeTruthy();
  await fireEvent.input(field, { target: { value: "nobody of them is on call" } });
  await fireEvent.submit(field.closest("form") as HTMLFormElement);
  await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "change_level", level: "L2", change: "skip", reason: "nobody of them is on call" }));
});

it("leaves alone what was chosen for another level", async () => {
  asked.ask({ level: "functional L3", do: "skip" });
  render(LevelMenu, { incident: "inc-2041", level: level("upcoming"), lower: [] });
  expect(screen.queryByLabelText("Reason")).toBeNull();
});
