import { expect, it } from "vitest";
import { rowState, rowWords } from "./outbox";

it("never calls a message of an exercise sent, and says once what became of it", () => {
  const row = { state: "sent", is_rehearsed: true, words: "Would have been sent: nothing leaves an exercise" };
  expect(rowState(row)).toEqual({ icon: "none", tone: "quiet", title: "Would have been sent" });
  expect(rowWords(row)).toBe("Nothing leaves an exercise");
});

it("leaves out words that the title says already", () => {
  const row = (state: string, words: string): string => rowWords({ state, is_rehearsed: false, words });
  expect(row("given_up", "Given up")).toBe("");
  expect(row("sending", "Being sent since 14:45")).toBe("Being sent since 14:45");
  expect(row("sent", "Accepted at 14:47: 250 Ok")).toBe("Accepted at 14:47: 250 Ok");
});
