import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { intents, transport } from "../../../dev/transport";
import { expectAccessible } from "../../components/axe";
import SoundButton from "./SoundButton.svelte";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

const now = Date.parse("2026-03-11T13:47:12Z");
const button = (more: Record<string, unknown> = {}) => render(SoundButton, { silence: null, notShown: null, incident: "inc-2041", now, zone: "Europe/Berlin", open: true, ...more });
const silence = { until: "2026-03-11T14:30:00Z", reason: "On the bridge call", by: "Mai Tran" };

beforeEach(() => void (intents.length = 0));
afterEach(() => vi.restoreAllMocks());

describe("the sound of notifications", () => {
  it("is silenced for a time with a reason", async () => {
    button();
    await fireEvent.click(await screen.findByLabelText("30 min"));
    await fireEvent.input(screen.getByLabelText("Why"), { target: { value: "On the bridge call" } });
    await fireEvent.click(screen.getByText("Silence"));
    await waitFor(() => expect(intents).toEqual([{ intent: "silence_sound", incident: "inc-2041", until: "in 30 min", reason: "On the bridge call" }]));
  });

  it("says how long and why it is silent, until the time is over", async () => {
    const { rerender } = button({ silence, open: false });
    expect(screen.getByText("Silent until 15:30")).toBeTruthy();
    await expectAccessible(document.body);
    await rerender({ open: true });
    expect(await screen.findByText(/On the bridge call, Mai Tran/)).toBeTruthy();
    await fireEvent.click(screen.getByText("Sound on again"));
    await waitFor(() => expect(intents).toEqual([{ intent: "restore_sound", incident: "inc-2041" }]));
    await rerender({ silence, now: Date.parse("2026-03-11T14:30:01Z") });
    expect(screen.queryByText("Silent until 15:30")).toBeNull();
  });

  it("says what was refused, and that a notification did not arrive", async () => {
    vi.spyOn(transport, "intent").mockRejectedValue({ code: "invalid", message: "Say why the sound is silenced; the log keeps it. Nothing was changed", details: [] });
    button({ notShown: "no program of this session shows notifications" });
    expect(screen.getByText("Notifications do not arrive")).toBeTruthy();
    expect(await screen.findByText(/no program of this session shows notifications/)).toBeTruthy();
    await fireEvent.click(screen.getByText("Silence"));
    expect(await screen.findByText(/Say why the sound is silenced/)).toBeTruthy();
  });
});
