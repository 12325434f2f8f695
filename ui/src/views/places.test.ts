import { expect, it } from "vitest";
import type { Board } from "../generated/Board";
import { currentItem, railGroups } from "./places";

const board = { plans: [{ part: "action", document: "d1", title: "Plan" }, { part: "communication", document: "d2", title: "Comms" }] } as unknown as Board;
const ids = (groups: { id: string }[][]): string[][] => groups.map((g) => g.map((i) => i.id));

it("shows only places that work: no board without an incident, no matrix that the incident does not run on", () => {
  expect(ids(railGroups(null, 0))).toEqual([["calendar", "log"], ["library", "people", "settings"]]);
  expect(ids(railGroups(board, 0))[0]).toEqual(["board", "plan", "comms", "calendar", "log"]);
});

it("counts overdue updates beside Comms, and says nothing when there are none", () => {
  expect(railGroups(board, 2)[0]?.find((i) => i.id === "comms")?.count).toBe(2);
  expect(railGroups(board, 0)[0]?.find((i) => i.id === "comms")?.count).toBeUndefined();
});

it("marks the entry that a document belongs to", () => {
  expect(currentItem({ view: "document", document: "d1" }, board, [])).toBe("plan");
  expect(currentItem({ view: "document", document: "d2" }, board, [])).toBe("comms");
  expect(currentItem({ view: "document", document: "x" }, board, [])).toBe("people");
  expect(currentItem({ view: "log" }, board, [])).toBe("log");
});
