import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { intents } from "../../../dev/transport";
import { cache } from "../../backend";
import type { DocumentSummary } from "../../generated/DocumentSummary";
import type { IncidentSummary } from "../../generated/IncidentSummary";
import { route } from "../../session/route.svelte";
import Report from "./Report.svelte";
import { openReport, reportsOf } from "./report";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

const incident = (state: string): IncidentSummary => ({ id: "inc-2041", number: "INC-2041", title: "Checkout", exercise: false, severity: "SEV1", state, state_since: "", declared_at: "", resolved_at: null, commander: "", period: null, is_open: true });
const document = (id: string, template: string, of: string | null): DocumentSummary => ({ id, title: "INC-2041 post-incident report", template, incident: of } as DocumentSummary);
const wanted = (draft: boolean, again: boolean): object => ({ intent: "write_report", incident: "inc-2041", wanted: { title: "", draft, again } });

beforeEach(() => {
  intents.length = 0;
  cache.documents.value = [];
  route.go({ view: "board" });
});

describe("the report of an incident", () => {
  it("is written when it is over, and before that as a draft that says so", async () => {
    const shown = render(Report, { incident: incident("resolved"), ondone: () => {} });
    await fireEvent.click(await screen.findByRole("button", { name: "Write the report" }));
    await waitFor(() => expect(intents).toEqual([wanted(false, false)]));
    expect(route.place).toMatchObject({ view: "document" });
    shown.unmount();
    render(Report, { incident: incident("identified"), ondone: () => {} });
    await fireEvent.click(await screen.findByRole("button", { name: "Write a draft" }));
    await waitFor(() => expect(intents.at(-1)).toEqual(wanted(true, false)));
  });

  it("is opened where there is one, by its panel and by its command", async () => {
    const list = [document("doc-1", "post-incident-report", "inc-2041"), document("doc-2", "post-incident-report", "inc-1"), document("doc-3", "sop", "inc-2041")];
    expect(reportsOf(list, incident("closed")).map((d) => d.id)).toEqual(["doc-1"]);
    const several = [document("019a-2", "post-incident-report", "inc-2041"), document("019a-3", "post-incident-report", "inc-2041"), document("019a-1", "post-incident-report", "inc-2041")];
    expect(reportsOf(several, incident("closed")).at(-1)?.id, "the one made last, whichever was changed last").toBe("019a-3");
    cache.documents.value = list;
    await openReport(incident("closed"));
    expect(route.place).toEqual({ view: "document", document: "doc-1" });
    expect(intents).toEqual([]);
  });
});
