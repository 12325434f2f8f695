import { expect, it } from "vitest";
import type { OccurrenceRow } from "../../generated/OccurrenceRow";
import { reviewLines } from "./reviews";

const row = (title: string, part: Partial<OccurrenceRow>): OccurrenceRow => ({ document: "d", document_title: "Roll-out", row: title, title, detail: "", wall: "", overdue: [], today: null, next: null, last: null, ...part });

it("asks for the oldest day of each, then for today, then for the next", () => {
  const lines = reviewLines([row("Short", { overdue: ["2026-03-02", "2026-03-09"], today: "2026-03-16", next: "2026-03-23" }), row("Mid", { today: "2026-03-16" }), row("Long", { next: "2026-06-30" }), row("Over", {})]);
  expect(lines.map(({ row: of, day, state, more }) => [of.title, state, day, more])).toEqual([
    ["Short", "overdue", "2026-03-02", 1],
    ["Mid", "today", "2026-03-16", 0],
    ["Long", "next", "2026-06-30", 0],
  ]);
});
