import { beforeEach, expect, it, vi } from "vitest";
import { intent } from "../backend";
import { transport } from "../backend/transport";
import type { Intent } from "../generated/Intent";
import { toasts } from "./toast.svelte";

vi.mock("../backend/transport", () => ({ transport: { intent: vi.fn() } }));

const deed = { intent: "close_incident" } as unknown as Intent;

beforeEach(() => {
  toasts.offerUndo("The plan is carried into period 2", () => {});
  vi.mocked(transport.intent).mockReset().mockResolvedValue({ saved_at: "2026-03-11T17:00:00Z", ids: [] } as never);
});

it("goes when a later deed makes its undo stale", async () => {
  await intent(deed);
  expect(toasts.current).toBeNull();
});

it("stays when the later deed came to nothing", async () => {
  vi.mocked(transport.intent).mockRejectedValue({ code: "invalid", message: "No", details: [] });
  await expect(intent(deed)).rejects.toBeTruthy();
  expect(toasts.current?.message).toBe("The plan is carried into period 2");
});

it("stays beside what is no deed of the work", async () => {
  await intent({ intent: "run_clock", running: true });
  await intent({ intent: "keep_message" } as unknown as Intent);
  expect(toasts.current).not.toBeNull();
});
