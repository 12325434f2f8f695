import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import { transport } from "../../../dev/transport";
import LogBox from "./LogBox.svelte";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

const field = (): HTMLInputElement => screen.getByLabelText("Write to the log", { selector: "input" });

it("keeps what is typed right after Enter, while the entry before it is written", async () => {
  render(LogBox);
  let go = (): void => {};
  const before = transport.intent;
  const written = vi.spyOn(transport, "intent").mockImplementationOnce(async (what) => {
    await new Promise<void>((resolve) => (go = resolve));
    return before.call(transport, what);
  });
  await fireEvent.input(field(), { target: { value: "Called the vendor" } });
  await fireEvent.keyDown(field(), { key: "Enter" });
  await fireEvent.input(field(), { target: { value: "Called the vendor. They call back" } });
  go();
  await waitFor(() => expect(field().value).toBe(". They call back"));
  expect(written).toHaveBeenCalledTimes(1);
});

it("keeps a line that is half written while another place is looked at", async () => {
  const { unmount } = render(LogBox);
  await fireEvent.input(field(), { target: { value: "Half a li" } });
  unmount();
  render(LogBox);
  expect(field().value).toBe("Half a li");
});
