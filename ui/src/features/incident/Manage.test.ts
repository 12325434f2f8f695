import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import { intents, transport } from "../../../dev/transport";
import { cache } from "../../backend";
import type { IncidentSummary } from "../../generated/IncidentSummary";
import { route } from "../../session/route.svelte";
import Manage from "./Manage.svelte";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

const incident = (): IncidentSummary => cache.board.value!.incident;
const radio = (name: string): HTMLInputElement => screen.getByRole("radio", { name });
let done = 0;
const shown = (state: string): void => void render(Manage, { incident: { ...incident(), state }, ondone: () => (done += 1) });

beforeEach(async () => {
  vi.restoreAllMocks();
  await cache.overview.load();
  await cache.board.load();
  intents.length = 0;
  done = 0;
});

it("sets a state by its button, and not while the states are looked through", async () => {
  shown("investigating");
  await fireEvent.click(radio("Identified"));
  await fireEvent.click(radio("Monitoring"));
  expect(intents).toEqual([]);
  await fireEvent.click(screen.getByRole("button", { name: "Set to Monitoring" }));
  await waitFor(() => expect(intents).toEqual([{ intent: "set_state", incident: incident().id, state: "monitoring" }]));
  expect(done).toBe(1);
});

it("shows the state that holds after a refusal", async () => {
  shown("investigating");
  vi.spyOn(transport, "intent").mockRejectedValueOnce({ code: "invalid", message: "Not while a level is called.", details: [] });
  await fireEvent.click(radio("Resolved"));
  await fireEvent.click(screen.getByRole("button", { name: "Set to Resolved" }));
  expect(await screen.findByText(/Not while a level is called/)).toBeTruthy();
  expect(radio("Investigating").checked).toBe(true);
});

it.each(["closed", "withdrawn"])("opens an incident that is %s again with a reason", async (state) => {
  shown(state);
  await fireEvent.click(radio("Investigating"));
  await fireEvent.input(screen.getByLabelText("Why it is opened again"), { target: { value: "It fails again" } });
  await fireEvent.click(screen.getByRole("button", { name: "Open again" }));
  await waitFor(() => expect(intents).toEqual([{ intent: "set_state_because", incident: incident().id, state: "investigating", reason: "It fails again" }]));
});

it("does not lead a closed incident to its closing when another state was only looked at", async () => {
  route.go({ view: "board" });
  shown("closed");
  await fireEvent.click(radio("Investigating"));
  await fireEvent.click(radio("Closed"));
  expect(route.place.view).toBe("board");
  expect(done).toBe(0);
  expect(screen.queryByLabelText("Why it is opened again")).toBeNull();
});
