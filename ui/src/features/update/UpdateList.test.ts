import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import UpdateList from "./UpdateList.svelte";

const nothing = { updates: [], sent: [], skipped: [], scheduled: [], replies: [], selected: "", now: 0, zone: "UTC", onselect: () => {} };

it("says why nothing is due: no plan, an incident that is over, or a plan that asks for nothing", async () => {
  const { rerender } = render(UpdateList, { ...nothing, hasPlan: false, isOver: false });
  expect(screen.getByText(/No communication plan is in force/)).toBeTruthy();
  await rerender({ ...nothing, hasPlan: true, isOver: true });
  expect(screen.queryByText(/No communication plan/), "a plan is in force").toBeNull();
  expect(screen.getByText(/The incident is over and nothing was promised/)).toBeTruthy();
  await rerender({ ...nothing, hasPlan: true, isOver: false });
  expect(screen.getByText("The communication plan asks for no update now.")).toBeTruthy();
});
