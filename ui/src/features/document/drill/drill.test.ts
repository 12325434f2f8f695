import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { DrillReading } from "../../../generated/DrillReading";
import type { DrillRun } from "../../../generated/DrillRun";
import type { InjectRow } from "../../../generated/InjectRow";
import type { Intent } from "../../../generated/Intent";
import type { OpenDocument } from "../../../generated/OpenDocument";
import { blockOf, column, openDocument, section } from "../fixtures";

const sent: Intent[] = [];
let open: OpenDocument;
let reading: DrillReading;
let refusal: string | null = null;

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string }) => {
      if (query.query === "document") return { answer: "document", value: structuredClone(open) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      if (query.query === "drill") return { answer: "drill", value: { about: "plan", value: structuredClone(reading) } };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      if (refusal) throw { code: "invalid", message: refusal, details: [] };
      return { saved_at: "2026-03-11T13:47:12Z", heads: ["h1"], ids: [], can_undo: true, can_redo: false, remarks: [] };
    },
    openLink: async () => {},
  },
}));

const { default: DocumentView } = await import("../DocumentView.svelte");

const inject = (no: string, more: Partial<InjectRow> = {}): InjectRow => ({
  row: `r${no}`, no, time: "0:05", at_seconds: 300, event: `Event ${no}`, inject: "", method: "phone", from: "Press", to: "Scribe", expected: "A line", controller: "", state: null,
  in_seconds: null, is_next: false, given_at: null, given_by: "", met: null, actual: "", note: "", ...more,
});
const run = (more: Partial<DrillRun> = {}): DrillRun => ({
  incident: "ex", number: "EX-1", title: "EXERCISE: Tabletop", begun_at: "2026-03-11T13:00:00Z", ended_at: null, scenario_seconds: 309, as_of: "2026-03-11T13:05:09Z", goes_on: false,
  next: "0:15", declared: "", said: [], score: [{ measure: "Injects met", expected: "all", actual: "1 of 2", note: "", met: "part" }],
  tested: [{ document: "m", title: "Matrix", last_tested: "2026-02-18" }], is_written: false, ...more,
});

async function shown(): Promise<HTMLElement> {
  render(DocumentView, { document: "d" });
  return screen.findByRole("region", { name: "Drill" });
}

describe("the drill of a plan", () => {
  beforeEach(() => {
    sent.length = 0;
    refusal = null;
    // jsdom lays nothing out.
    Element.prototype.scrollIntoView = () => {};
    open = openDocument({ s: section("Events", "table", blockOf({ e: column("Event", "text", { key: "event" }) }, [["Alert"]], { preset: "msel" })) });
    reading = { document: "d", name: "Tabletop", no_duff: "No duff", severities: ["SEV1", "SEV2"], injects: [inject("1"), inject("2")], run: null };
  });

  it("is begun with a title and a severity, and says why it was not", async () => {
    const region = await shown();
    expect(region.textContent, "every screen of it says what it is").toContain("Exercise.");
    await fireEvent.click(await within(region).findByRole("button", { name: "Begin the drill" }));
    await waitFor(() => expect(within(region).getByLabelText<HTMLInputElement>("Title of the exercise").value).toBe("Tabletop"));
    refusal = "EX-1 is played already. Nothing was begun. End it first";
    await fireEvent.submit(within(region).getByRole("form", { name: "Begin the drill" }));
    expect((await within(region).findByRole("alert")).textContent).toContain("Nothing was begun");
    expect(sent).toEqual([{ intent: "drill", change: "begin", document: "d", title: "Tabletop", severity: "SEV1", commander: "", services: [] }]);
  });

  it("has nothing to begin while the list is empty", async () => {
    reading.injects = [];
    const region = await shown();
    expect(await within(region).findByText(/no inject yet/)).toBeTruthy();
    expect(within(region).queryByRole("button", { name: "Begin the drill" })).toBeNull();
  });

  it("gives injects, judges them, and moves the clock", async () => {
    reading.run = run();
    reading.injects = [inject("1", { state: "given", given_at: "2026-03-11T13:05:00Z", given_by: "Ada" }), inject("2", { state: "due" }), inject("3", { state: "waits", at_seconds: 900 })];
    const region = await shown();
    expect((await within(region).findByRole("timer")).textContent).toBe("0:05:09");
    expect(region.textContent).toContain("Due now");
    await fireEvent.click(within(region).getByRole("button", { name: "Deliver inject 2" }));
    await waitFor(() => expect(sent.at(-1)).toEqual({ intent: "drill", change: "deliver", incident: "ex", inject: "r2" }));
    await fireEvent.click(within(region).getByRole("button", { name: "Evaluate inject 1" }));
    const form = within(await within(region).findByRole("form", { name: "Evaluate inject 1" }));
    await fireEvent.click(form.getByLabelText("In part"));
    await fireEvent.input(form.getByLabelText("What happened"), { target: { value: "Late" } });
    await fireEvent.submit(within(region).getByRole("form", { name: "Evaluate inject 1" }));
    await waitFor(() => expect(sent.at(-1)).toEqual({ intent: "drill", change: "evaluate", incident: "ex", inject: "r1", met: "part", actual: "Late", note: "" }));
    await waitFor(() => expect(within(region).queryByRole("form", { name: "Evaluate inject 1" })).toBeNull());
    await fireEvent.click(within(region).getByRole("button", { name: "Forward to 0:15" }));
    await waitFor(() => expect(sent.at(-1)).toEqual({ intent: "drill", change: "forward", incident: "ex", to: "0:15" }));
    // Ending asks once, at its place.
    await waitFor(() => expect(within(region).getByRole<HTMLButtonElement>("button", { name: "Forward to 0:15" }).disabled).toBe(false));
    await fireEvent.click(within(region).getByRole("button", { name: "End…" }));
    await fireEvent.click(within(region).getByRole("button", { name: "End the drill" }));
    await waitFor(() => expect(sent.at(-1)).toEqual({ intent: "drill", change: "end", incident: "ex" }));
  });

  it("writes the result once it is over, without what was not tried", async () => {
    reading.run = run({ ended_at: "2026-03-11T14:00:00Z", next: "" });
    const region = await shown();
    await fireEvent.click(await within(region).findByRole("checkbox", { name: "Matrix, last tested 2026-02-18" }));
    await fireEvent.click(within(region).getByRole("button", { name: "Write the result into the plan" }));
    await waitFor(() => expect(sent.at(-1)).toEqual({ intent: "drill", change: "write_result", incident: "ex", tested: [] }));
    expect(within(region).getByRole("button", { name: "Begin another drill" })).toBeTruthy();
  });
});
