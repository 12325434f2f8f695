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

it("calls an update due in the very second of its deadline, whatever the last reading said", () => {
  for (const state of ["upcoming", "due", "at_risk", "overdue"]) expect(groupOf(update("a", state, "2026-03-11T13:47:12Z"), now), state).toBe("due");
});

it("leaves an update that follows another one out of the overdue ones", () => {
  expect(groupOf(update("a", "follows", "2026-03-11T13:47:11Z"), now)).toBe("upcoming");
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
