import { describe, expect, it } from "vitest";
import type { ReplyRow } from "../../generated/ReplyRow";
import { replyGroups, replyWords } from "./replies";

const due = Date.parse("2026-03-11T14:40:00Z");
const row = (name: string, state: string, due_at: string | null): ReplyRow => ({ update: name, audience: name, name, number: 1, sent_at: "2026-03-11T14:10:00Z", asked: "must acknowledge", due_at, state, late_seconds: 0, words: state, replies: [] });

describe("replies that are awaited", () => {
  const rows = [row("No clock", "awaited", null), row("Answered", "answered", "2026-03-11T14:00:00Z"), row("Later", "awaited", "2026-03-11T15:00:00Z"), row("First", "awaited", "2026-03-11T14:40:00Z"), row("Superseded", "superseded", "2026-03-11T14:00:00Z")];
  const shown = (now: number): (string | string[])[][] => replyGroups(rows, now).map(({ title, rows: of }) => [title, of.map((each) => each.name)]);

  it("stand in the order of their moments, those without one last, and those that ended not at all", () => {
    expect(shown(due)).toEqual([["Reply awaited", ["First", "Later", "No clock"]]]);
  });

  it("say how they stand in a line of their own, and what was written stays as it was", () => {
    const words = (state: string, said: string): string => replyWords({ ...row("A", state, null), words: said });
    expect(words("answered", "answered in time")).toBe("Answered in time");
    expect(words("closed", "not answered, 10 min late: the incident was closed")).toBe("Not answered, 10 min late: the incident was closed");
    expect(words("waived", "not awaited any more: see run_book")).toBe("Not awaited any more: see run_book");
    expect(words("late", "late")).toBe("Reply late");
  });

  it("are late from the second after their moment, without another reading", () => {
    expect(shown(due + 1000)).toEqual([
      ["Reply late", ["First"]],
      ["Reply awaited", ["Later", "No clock"]],
    ]);
  });
});
