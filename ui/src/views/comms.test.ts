import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import { keptMessages } from "../../dev/message";
import { transport } from "../../dev/transport";
import { cache } from "../backend";
import type { Board } from "../generated/Board";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

beforeEach(() => {
  keptMessages.clear();
  vi.restoreAllMocks();
  Element.prototype.scrollIntoView = () => {};
});

/** The board is read again, and is another one then. */
async function becomes(change: (board: Board) => Board): Promise<void> {
  const before = transport.query;
  vi.spyOn(transport, "query").mockImplementation(async (asked) => {
    const answer = await before.call(transport, asked);
    return answer.answer === "board" ? { ...answer, value: change(structuredClone(answer.value)) } : answer;
  });
  await cache.board.load();
}

it("leaves the update open that is written while another one becomes more urgent", { timeout: 60_000 }, async () => {
  route.go({ view: "comms" });
  render(App);
  await screen.findByRole("heading", { name: "Executives, update 2" });
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: /The exact text/ });
  await fireEvent.input(field, { target: { value: "Half a sentence" } });
  const earlier = (board: Board): Board => ({ ...board, updates: board.updates.map((row) => (row.name === "Partners" ? { ...row, state: "overdue", due_at: "2026-03-11T13:00:00Z" } : row)) });
  await becomes(earlier);
  await waitFor(() => expect(within(screen.getByRole("navigation", { name: "Updates" })).getAllByRole("button")[0]?.textContent).toContain("Partners"));
  expect(screen.getByRole("heading", { name: "Executives, update 2" })).toBeTruthy();
  expect(screen.getByRole("textbox", { name: /The exact text/ }), "the very same field").toBe(field);
  expect(field.value).toBe("Half a sentence");
});

it("keeps a sent update open while another one goes out", { timeout: 60_000 }, async () => {
  route.go({ view: "comms" });
  render(App);
  const list = await screen.findByRole("navigation", { name: "Updates" });
  const first = cache.board.value?.sent[0];
  const name = `${first?.audience}, update ${first?.number}`;
  const row = within(list).getAllByRole("button").filter((button) => button.textContent?.includes(`Update ${first?.number}`) && button.querySelector(".time"))[0];
  await fireEvent.click(row!);
  await screen.findByRole("heading", { name });
  await becomes((board) => ({ ...board, sent: [{ ...board.sent[1]!, id: "sent-now", audience: "Somebody else", number: 9 }, ...board.sent] }));
  await within(list).findByText("Somebody else");
  expect(screen.getByRole("heading", { name })).toBeTruthy();
});
