import { describe, expect, it } from "vitest";
import {
  countdown,
  daysLate,
  date,
  deadlineWords,
  durationMs,
  durationWords,
  instant,
  longSpan,
  shortDay,
  shortMoment,
  span,
  wall,
  wallSeconds,
  zoneCity,
} from "./time";

const berlin = "Europe/Berlin";
const now = instant("2026-03-11T13:47:12Z");

describe("spans", () => {
  it.each([
    [0, "00:00"],
    [151_000, "02:31"],
    [-151_000, "02:31"],
    [3_599_999, "59:59"],
    [3_600_000, "1:00:00"],
    [4_668_000, "1:17:48"],
    [255_600_000, "71:00:00"],
    [360_000_000, "4 d 4 h"],
  ])("%i ms shows as %s", (ms, shown) => expect(span(ms)).toBe(shown));

  it("keeps two digits for hours in the time since the declaration", () => {
    expect(longSpan(2_532_000)).toBe("00:42:12");
    expect(longSpan(36_000_000)).toBe("10:00:00");
  });
});

describe("countdown", () => {
  it("counts down to the promise and up after it", () => {
    expect(countdown(instant("2026-03-11T13:51:22Z"), now)).toEqual({ overdue: false, text: "04:10" });
    expect(countdown(instant("2026-03-11T13:44:41Z"), now)).toEqual({ overdue: true, text: "02:31" });
  });
  it("is overdue in the very moment of the promise, and shows 00:00 then", () => {
    expect(countdown(now, now)).toEqual({ overdue: true, text: "00:00" });
  });
  it("shows the last part of a second as a whole second", () => {
    expect(countdown(now + 200, now).text).toBe("00:01");
  });
});

describe("wall time", () => {
  it("is that of the zone passed in, not of this machine", () => {
    expect(wallSeconds(now, berlin)).toBe("14:47:12");
    expect(wall(now, "Asia/Kolkata")).toBe("19:17");
  });
  it("uses 00 for midnight", () => {
    expect(wall(instant("2026-03-10T23:05:00Z"), berlin)).toBe("00:05");
  });
  it("names the day when the moment is not today", () => {
    expect(shortMoment(instant("2026-03-11T13:00:00Z"), now, berlin)).toBe("14:00");
    expect(shortMoment(instant("2026-03-02T13:00:00Z"), now, berlin)).toBe("2 Mar");
    expect(shortMoment(instant("2025-03-02T13:00:00Z"), now, berlin)).toBe("2 Mar 2025");
    expect(deadlineWords(instant("2026-03-14T14:12:00Z"), now, berlin)).toBe("Sat 14 Mar 15:12:00");
    expect(date(now, berlin)).toBe("11 Mar 2026");
  });
  it("reads an instant with nanoseconds and a zone annotation", () => {
    expect(instant("2026-03-11T14:47:12.123456789+01:00[Europe/Berlin]")).toBe(now + 123);
  });
  it("refuses what is not an instant", () => {
    expect(() => instant("yesterday")).toThrow("not an instant: yesterday");
  });
});

describe("days", () => {
  it.each([
    ["2026-05-01", "1 May"],
    ["2025-11-27", "27 Nov 2025"],
    ["2027-01-01", "1 Jan 2027"],
    ["when the gateway is replaced", "when the gateway is replaced"],
    ["", ""],
  ])("%s reads as “%s”, with the year only when it is another one", (day, words) => expect(shortDay(day, now, berlin)).toBe(words));
  it.each([
    ["2026-02-27", "12 days late"],
    ["2026-03-10", "1 day late"],
    ["2026-03-11", "11 Mar"],
    ["soon", "soon"],
  ])("a review that was due on %s reads as “%s”", (day, words) => expect(daysLate(day, now, berlin)).toBe(words));
  it("counts the days where the team is, not in UTC", () => {
    expect(daysLate("2026-03-10", instant("2026-03-10T23:30:00Z"), berlin)).toBe("1 day late");
  });
});

describe("durations", () => {
  it.each([
    ["PT20M", 1_200_000],
    ["PT1H30M", 5_400_000],
    ["P3D", 259_200_000],
    ["20m", 1_200_000],
    ["1h 30m", 5_400_000],
    ["20 min", 1_200_000],
    ["45s", 45_000],
  ])("%s is %i ms", (text, ms) => expect(durationMs(text)).toBe(ms));
  it("does not take words for a duration", () => {
    expect(durationMs("soon")).toBeNull();
    expect(durationMs("")).toBeNull();
  });
  it.each([
    [45_000, "45 s"],
    [1_200_000, "20 min"],
    [7_200_000, "2 h"],
    [5_400_000, "1 h 30 min"],
    [259_200_000, "3 d"],
  ])("%i ms reads as %s", (ms, words) => expect(durationWords(ms)).toBe(words));
  it("names a zone by its city", () => expect(zoneCity("America/New_York")).toBe("New York"));
});
