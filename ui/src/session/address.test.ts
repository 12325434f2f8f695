import { describe, expect, it } from "vitest";
import { addressOf, targetOf } from "./address";
import type { Place } from "./route.svelte";

const places: Place[] = [
  { view: "board" },
  { view: "board", entry: "0199" },
  { view: "comms", audience: "Customers (all) & “partners”/한국", planned: true },
  { view: "log", entry: "a b", organisation: true },
  { view: "search" },
  { view: "known", at: "2026-03-11 14:24" },
  { view: "calendar" },
  { view: "duties" },
  { view: "period", until: "18:00" },
  { view: "handover" },
  { view: "close" },
  { view: "wall" },
  { view: "transcript" },
  { view: "library", template: "own/Our plan?#1" },
  { view: "people", person: "0199-7" },
  { view: "people" },
  { view: "settings", section: "personal" },
  { view: "incidents", show: "queues" },
  { view: "metrics" },
  { view: "findings" },
  { view: "declare" },
  { view: "document", document: "d1", section: "s/1", row: "r=1", column: "c&2", at: "2026-03-11T14:24:00Z" },
];

describe("an address", () => {
  it.each(places)("leads back to the place it is of: $view", (place) => {
    for (const incident of [null, "INC-2041", "0199c0de-0000-7000-8000-000000000001"]) {
      const address = addressOf(place, incident);
      expect(address).toMatch(/^bridgebook:[\x21-\x7e]*$/);
      expect(targetOf(address)?.place).toEqual(place);
    }
  });
  it("says which incident a place shows, and nothing of one where it shows none", () => {
    expect(addressOf({ view: "log" }, "INC-2041")).toBe("bridgebook:incident/INC-2041/log");
    expect(targetOf("bridgebook:incident/INC-2041/log")?.incident).toBe("INC-2041");
    expect(addressOf({ view: "people", person: "7" }, "INC-2041")).toBe("bridgebook:people/7");
  });
  it("may be written as people and systems write it", () => {
    expect(targetOf("Bridgebook://incident/INC-1")).toEqual({ place: { view: "board" }, incident: "INC-1" });
    expect(targetOf("bridgebook:incident/INC-1/")).toEqual({ place: { view: "board" }, incident: "INC-1" });
    expect(targetOf("bridgebook:")).toEqual({ place: { view: "board" }, incident: null });
    expect(targetOf("bridgebook:write")).toEqual({ place: { view: "board" }, incident: null, writes: true });
  });
  it.each(["https://example.org", "bridgebook:nowhere", "bridgebook:incident", "bridgebook:document", "bridgebook:board/x", "bridgebook:settings/secrets", "bridgebook:document/%E0%A4%A", "bridgebook:constructor", "bridgebook:document/1/delete"])(
    "that this version does not know leads nowhere: %s",
    (address) => expect(targetOf(address)).toBeNull(),
  );
  it("leaves out what is no part of a place, such as what would be done there", () => {
    expect(targetOf("bridgebook:declare?cases=1&title=x")).toEqual({ place: { view: "declare" }, incident: null });
    expect(addressOf({ view: "declare", cases: [] }, null)).toBe("bridgebook:declare");
  });
});
