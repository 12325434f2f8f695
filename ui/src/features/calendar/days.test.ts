import { describe, expect, it } from "vitest";
import { addDays, dayOf, longDay, mondayOf, shortDay } from "./days";

describe("days of the calendar", () => {
  it("turn over months, years and the change of the clock", () => {
    expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
    expect(addDays("2026-03-28", 2)).toBe("2026-03-30");
    expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
    expect(mondayOf("2026-03-11")).toBe("2026-03-09");
    expect(mondayOf("2026-03-09")).toBe("2026-03-09");
    expect(mondayOf("2026-03-15")).toBe("2026-03-09");
  });

  it("are those of the zone that is shown", () => {
    const late = Date.parse("2026-03-11T23:30:00Z");
    expect(dayOf(late, "UTC")).toBe("2026-03-11");
    expect(dayOf(late, "Europe/Berlin")).toBe("2026-03-12");
    expect(shortDay("2026-03-11")).toBe("Wed 11 Mar");
    expect(longDay("2026-03-11")).toBe("Wednesday 11 March 2026");
  });
});
