import { describe, expect, it } from "vitest";
import { fillWork, openWork } from "../../../dev/work";
import type { WorkItem } from "../../generated/WorkItem";
import { ageWords, filtered, lanesOf, linesOf, moveTo, noFilter, partOf, partsOf, queueName, refsOf, standOf } from "./work";

const now = Date.parse("2026-03-11T14:47:12+01:00");
fillWork("typical");
const { items, queues } = openWork();
const named = (name: string): WorkItem => {
  const found = items.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe("open work", () => {
  it("stands by its clock at the moment that is shown, not at the one when it was read", () => {
    expect(standOf(named("C-118"), now)).toBe("breached");
    expect(standOf(named("C-121"), now)).toBe("at_risk");
    expect(standOf(named("C-121"), Date.parse("2026-03-11T14:55:01+01:00"))).toBe("breached");
    expect(standOf(named("C-122"), now)).toBe("running");
    expect(standOf(named("C-122"), Date.parse("2026-03-11T17:30:00+01:00"))).toBe("at_risk");
    expect(standOf(named("C-97"), Date.parse("2027-03-11T17:30:00+01:00")), "what rests comes nearer to nothing").toBe("paused");
    expect(standOf(named("C-101"), now)).toBe("none");
    expect(standOf({ ...named("C-101"), is_open: false }, now)).toBe("over");
  });

  it("is grouped with what presses first, and keeps its order within a group", () => {
    const heads = linesOf(items, "stand", queues, now).flatMap((line) => ("head" in line ? [`${line.head} ${line.count}`] : []));
    expect(heads).toEqual(["Breached 2", "At risk 1", "In time 2", "No clock 1", "Paused 1"]);
    expect(partsOf(items, "age", queues, now).map((part) => part.label)).toEqual(["Under 1 h", "1 to 8 h", "1 to 3 days"]);
    expect(partsOf(items, "owner", queues, now).at(-1)).toEqual({ key: "", label: "Nobody", count: 1 });
    expect(partsOf(items, "queue", queues, now).map((part) => part.label)).toEqual(["Integration tracker", "Support queue", "Incidents"]);
    expect(linesOf(items, "", queues, now)).toHaveLength(items.length);
  });

  it("is narrowed by field, by words, and to the cases of an incident with those that are over", () => {
    const names = (list: WorkItem[]): string[] => list.map((one) => one.name);
    expect(names(filtered(items, { ...noFilter, parts: { owner: "" } }, queues, now))).toEqual(["C-118"]);
    expect(names(filtered(items, { ...noFilter, text: "pham" }, queues, now))).toEqual(["C-122"]);
    const over = { ...named("C-97"), name: "C-1", is_open: false, incident: { id: "inc-2041", number: "INC-2041" } };
    expect(names(filtered([...items, over], noFilter, queues, now))).not.toContain("C-1");
    expect(names(filtered([...items, over], { ...noFilter, incident: "inc-2041" }, queues, now))).toEqual(["INC-2041", "C-101", "C-1"]);
    expect([30_000, 90_000, 5_820_000, 200_000_000].map(ageWords)).toEqual(["now", "1 min", "1 h 37 min", "2 d 7 h"]);
    expect(partOf({ ...over, opened_at: "" }, "age", queues, now).label).toBe("Not known");
  });

  it("lies on a board by status, and a card is moved by setting its cell", () => {
    const [queue] = queues;
    if (!queue) throw new Error("a table");
    const own = items.filter((one) => one.queue === 0);
    const lanes = lanesOf([...own, { ...named("C-97"), row: "r-9", status_id: "gone", status: "Gone" }], queue);
    expect(lanes.map((lane) => `${lane.label} ${lane.items.length}`)).toEqual(["Gone 1", "New 1", "In progress 2", "Awaiting customer 1", "Escalated 1", "Resolved 0"]);
    expect(lanes[0]?.isOpen).toBe(false);
    expect(moveTo(queue, named("C-121"), "resolved")).toEqual({ edit: "set", path: "/sections/s-tickets/block/rows/r-2/cells/c-status", value: "resolved" });
    expect(moveTo(queue, named("C-121"), "in-progress")).toBeNull();
    expect(refsOf(items, queues)).toHaveLength(6);
    expect(queueName({ ...queue, heading: "More" }, [queue, queue])).toBe("Support queue: More");
  });
});
