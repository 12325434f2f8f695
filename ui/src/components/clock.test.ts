import { describe, expect, it } from "vitest";
import { announcement, byUrgency, clockState, read, type ClockFace } from "./clock";

const now = 1_000_000;
const face = (id: string, inSeconds: number, rank = 2, riskSeconds = 300): ClockFace => ({
  id,
  subject: id,
  deadline: now + inSeconds * 1000,
  riskFrom: now + (inSeconds - riskSeconds) * 1000,
  rank,
  detail: "",
});

describe("the state of a clock", () => {
  it("is neutral, at risk inside its window, and overdue from its moment on", () => {
    expect(clockState(face("a", 301), now)).toBe("due");
    expect(clockState(face("a", 300), now)).toBe("risk");
    expect(clockState(face("a", 1), now)).toBe("risk");
    expect(read(face("a", 0), now)).toEqual({ state: "overdue", digits: "00:00" });
    expect(clockState(face("a", -1), now)).toBe("overdue");
  });
  it("counts up when overdue", () => {
    expect(read(face("a", -151), now)).toEqual({ state: "overdue", digits: "02:31" });
  });
});

describe("the order of clocks", () => {
  it("puts the longest broken promise first, then at risk, then due", () => {
    const order = byUrgency([face("due", 900), face("late 1 min", -60), face("risk", 150), face("late 5 min", -300)], now);
    expect(order.map((f) => f.id)).toEqual(["late 5 min", "late 1 min", "risk", "due"]);
  });
  it("puts at risk before due even when due ends first", () => {
    const order = byUrgency([face("due", 60, 2, 10), face("risk", 250)], now);
    expect(order.map((f) => f.id)).toEqual(["risk", "due"]);
  });
  it("settles ties by customers, executives, others", () => {
    const order = byUrgency([face("other", 60, 2), face("executives", 60, 1), face("customers", 60, 0)], now);
    expect(order.map((f) => f.id)).toEqual(["customers", "executives", "other"]);
  });
});

it("is announced in words", () => {
  expect(announcement(face("Executives’ update", -1), now)).toBe("Overdue: Executives’ update");
  expect(announcement(undefined, now)).toBe("");
});
