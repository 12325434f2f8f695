import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { intents, transport } from "../../../dev/transport";
import { expectAccessible } from "../../components/axe";
import ExportCalendar from "./ExportCalendar.svelte";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

const panel = () => render(ExportCalendar, { open: true, from: "2026-03-09", since: "Monday 9 March 2026", incident: "inc-2041", name: "INC-2041 calendar", days: 7 });
// A page without a layout takes what floats for hidden, so it is found by its words.
const push = async (name: RegExp): Promise<boolean> => fireEvent.click(await screen.findByText(name));

beforeEach(() => void (intents.length = 0));
afterEach(() => vi.restoreAllMocks());

describe("the calendar as a file", () => {
  it("is asked for with the days that were chosen, and says what was written where", async () => {
    panel();
    const path = vi.spyOn(transport, "pickSavePath").mockResolvedValue("/home/kim/week.ics");
    await fireEvent.click(await screen.findByLabelText("This week"));
    await expectAccessible(document.body);
    await push(/Choose where/);
    await waitFor(() => expect(intents).toEqual([{ intent: "export_calendar", incident: "inc-2041", from: "2026-03-09", days: 7, path: "/home/kim/week.ics" }]));
    expect(path).toHaveBeenCalledWith("INC-2041 calendar", "calendar");
    expect(await screen.findByText("/home/kim/week.ics")).toBeTruthy();
    expect(screen.getByText("12 entries in it, and 3 that come again and again")).toBeTruthy();
    await fireEvent.click(screen.getByLabelText("A year"));
    expect(screen.queryByText("/home/kim/week.ics"), "what was written is not what would be written now").toBeNull();
  });

  it("says why nothing was written, and writes nothing when the person changed their mind", async () => {
    panel();
    const path = vi.spyOn(transport, "pickSavePath").mockResolvedValue(null);
    await push(/Choose where/);
    await waitFor(() => expect(path).toHaveBeenCalled());
    expect(intents).toEqual([]);
    path.mockResolvedValue("/home/kim/week.ics");
    vi.spyOn(transport, "intent").mockRejectedValue({ code: "invalid", message: "Nothing stands in the calendar. Nothing was written. Choose more days", details: [] });
    await push(/Choose where/);
    expect(await screen.findByText(/Nothing was written/)).toBeTruthy();
  });
});
