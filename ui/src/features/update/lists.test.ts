import { expect, it } from "vitest";
import { instant } from "../../components/time";
import type { UpdateRow } from "../../generated/UpdateRow";
import { groupOf, updateGroups } from "./lists";

const now = instant("2026-03-11T13:47:12Z");
const update = (name: string, state: string, due: string | null): UpdateRow => ({
  audience: name,
  name,
  state,
  due_at: due,
  is_promised: true,
  words: "",
  owner: "",
  approver: "",
  channel: "",
  stage: "",
  number: 1,
  in_outbox: null,
  last_sent_at: null,
  planned: null,
  explanation: "",
});

it("calls an update overdue as soon as its moment has passed, before the next reading", () => {
  expect(groupOf(update("a", "due", "2026-03-11T13:47:11Z"), now)).toBe("overdue");
});

it("calls an update overdue in the very second of its deadline, whatever the last reading said", () => {
  for (const state of ["upcoming", "due", "at_risk", "overdue"]) expect(groupOf(update("a", state, "2026-03-11T13:47:12Z"), now), state).toBe("overdue");
});

it("leaves an update that follows another one out of the overdue ones", () => {
  expect(groupOf(update("a", "follows", "2026-03-11T13:47:11Z"), now)).toBe("upcoming");
});

it("puts an update that follows another one beside it", () => {
  const staff = { ...update("Staff", "follows", "2026-03-11T13:47:00Z"), words: "as Customers" };
  const partners = { ...update("Partners", "follows", "2026-03-11T13:47:00Z"), words: "as Staff" };
  const groups = updateGroups([staff, update("Customers", "due", "2026-03-11T13:47:00Z"), partners], now);
  expect(groups.map((g) => [g.title, g.rows.length])).toEqual([["Overdue", 3]]);
});

it("leaves one alone that follows nobody who is there, or itself in a ring", () => {
  const lost = { ...update("Staff", "follows", "2026-03-11T13:47:00Z"), words: "as Nobody" };
  const ring = { ...update("Ring", "follows", "2026-03-11T13:47:00Z"), words: "as Ring" };
  expect(updateGroups([lost, ring], now).map((g) => g.title)).toEqual(["Upcoming"]);
});

it("orders the groups by urgency and each by time, and shows no empty group", () => {
  const groups = updateGroups(
    [
      update("Regulator", "none", null),
      update("Customers", "due", "2026-03-11T13:51:22Z"),
      update("Staff", "at_risk", "2026-03-11T13:50:00Z"),
      update("Executives", "overdue", "2026-03-11T13:44:41Z"),
    ],
    now,
  );
  expect(groups.map((g) => [g.title, g.rows.map((r) => r.name)])).toEqual([
    ["Overdue", ["Executives"]],
    ["Due", ["Staff", "Customers"]],
    ["No clock yet", ["Regulator"]],
  ]);
});
