import { fireEvent, render, screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import HistoryTape from "./HistoryTape.svelte";

const at = (clock: string): number => Date.parse(`2026-03-11T${clock}Z`);
const times = [at("13:05:00"), at("13:24:00"), at("13:30:00"), at("13:47:00")];

function tape(more: Partial<{ then: number; compared: number | null }> = {}): { onthen: ReturnType<typeof vi.fn>; oncompared: ReturnType<typeof vi.fn> } {
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: 800 });
  const told = { onthen: vi.fn(), oncompared: vi.fn() };
  const entries = [{ id: "e", at: at("13:41:00"), label: "Cause identified" }];
  render(HistoryTape, { times, entries, name: "Edits of this document", then: at("13:24:00"), compared: null, now: at("13:47:12"), zone: "UTC", ...told, ...more });
  return told;
}

describe("the handles of the tape", () => {
  it("walk from change to change by keyboard", async () => {
    const { onthen } = tape();
    const handle = await screen.findByRole("slider", { name: "The moment shown" });
    expect(handle.getAttribute("aria-valuetext")).toBe("13:24:00, 2 of 4 changes");
    for (const [key, to] of [["ArrowRight", times[2]], ["ArrowLeft", times[0]], ["PageDown", times[0]], ["Home", times[0]], ["End", times[3]]] as const) {
      await fireEvent.keyDown(handle, { key });
      expect(onthen, key).toHaveBeenLastCalledWith(to);
    }
    await fireEvent.keyDown(handle, { key: "ArrowRight", shiftKey: true });
    expect(onthen).toHaveBeenLastCalledWith(at("13:29:00"));
    const calls = onthen.mock.calls.length;
    await fireEvent.keyDown(handle, { key: "x" });
    expect(onthen).toHaveBeenCalledTimes(calls);
  });

  it("compare with another change, and with now again", async () => {
    const { oncompared } = tape({ compared: at("13:30:00") });
    const handle = await screen.findByRole("slider", { name: "Compared with" });
    await fireEvent.keyDown(handle, { key: "ArrowRight" });
    expect(oncompared).toHaveBeenLastCalledWith(times[3]);
    await fireEvent.keyDown(handle, { key: "End" });
    expect(oncompared).toHaveBeenLastCalledWith(null);
  });

  it("a label of the log leads to its moment", async () => {
    const { onthen } = tape();
    await fireEvent.click(await screen.findByRole("button", { name: "Cause identified" }));
    expect(onthen).toHaveBeenLastCalledWith(at("13:41:00"));
  });
});
