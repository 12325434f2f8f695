import { beforeEach, describe, expect, it, vi } from "vitest";
import { transport } from "../../dev/transport";
import { cache, type Opened } from "../backend";
import type { IncidentSummary } from "../generated/IncidentSummary";
import { follow, incidentOf, linkHere, nextSize, noteWindow, openApart, recentOf, showIncident, titleOf } from "./window.svelte";
import { route } from "./route.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

const incident = (number: string, declared_at: string, is_open = true): IncidentSummary => ({ id: `id-${number}`, number, title: `About ${number}`, exercise: false, severity: "SEV1", state: "investigating", state_since: declared_at, declared_at, resolved_at: null, commander: "", period: null, is_open });
const all = [incident("INC-1", "2026-03-01T00:00:00Z", false), incident("INC-2", "2026-03-03T00:00:00Z"), incident("INC-3", "2026-03-02T00:00:00Z")];

beforeEach(() => {
  vi.restoreAllMocks();
  cache.overview.value = { incidents: all } as unknown as typeof cache.overview.value;
  route.go({ view: "board" });
});

describe("a window", () => {
  it("is called after what it shows", () => {
    expect(titleOf({ view: "log" }, "INC-2", "")).toBe("INC-2 Log");
    expect(titleOf({ view: "log", organisation: true }, "INC-2", "")).toBe("Log");
    expect(titleOf({ view: "people" }, "INC-2", "")).toBe("People");
    expect(titleOf({ view: "document", document: "1" }, "INC-2", "Plan for period 2")).toBe("Plan for period 2");
    expect(titleOf({ view: "document", document: "1" }, "INC-2", "")).toBe("Document");
  });
  it("of its own is opened at the place and the incident that are shown", async () => {
    const opened = vi.spyOn(transport, "openWindow");
    showIncident("id-INC-3");
    await openApart({ view: "log" });
    expect(opened).toHaveBeenCalledWith("bridgebook:incident/id-INC-3/log");
  });
  it("comes back to an incident where it was left, and to its board the first time", () => {
    noteWindow({ view: "duties" }, "Regulatory clocks", "id-INC-2");
    showIncident("id-INC-3");
    expect(route.place).toEqual({ view: "board" });
    showIncident("id-INC-2");
    expect(route.place).toEqual({ view: "duties" });
    expect(cache.incident).toBe("id-INC-2");
    expect(linkHere()).toBe("bridgebook:incident/INC-2/duties");
  });
});

describe("what the system asks to be opened", () => {
  const link = (address: string): Opened => ({ kind: "link", address });
  it("leads to the place of a link, whatever the case of the number", () => {
    expect(follow([link("bridgebook:incident/inc-3/known?at=14%3A05")])).toEqual({ problems: [], writes: false });
    expect(route.place).toEqual({ view: "known", at: "14:05" });
    expect(cache.incident).toBe("id-INC-3");
    expect(incidentOf("id-INC-1", all)?.number).toBe("INC-1");
  });
  it("says what it does not know and leaves the place as it is", () => {
    const { problems } = follow([link("bridgebook:incident/INC-99"), link("bridgebook:nowhere"), { kind: "refused", message: "No." }]);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain("INC-99, which is not in this data folder");
    expect(route.place).toEqual({ view: "board" });
  });
  it("takes files to the library, all of them, and opens the log box for a link that asks for it", () => {
    expect(follow([link("bridgebook:write")]).writes).toBe(true);
    expect(follow([{ kind: "file", path: "/a.md" }, { kind: "file", path: "/b.md" }]).writes).toBe(false);
    expect(route.place).toEqual({ view: "library", files: ["/a.md", "/b.md"] });
  });
});

it("names open incidents first in the system's menu, the latest of them first", () => {
  expect(recentOf(all)).toEqual([
    { id: "id-INC-2", label: "INC-2 About INC-2" },
    { id: "id-INC-3", label: "INC-3 About INC-3" },
    { id: "id-INC-1", label: "INC-1 About INC-1" },
  ]);
  expect(recentOf(Array.from({ length: 30 }, (_, n) => incident(`INC-${n}`, "2026-03-01T00:00:00Z")))).toHaveLength(8);
});

it("makes text larger and smaller by the sizes there are, and stops at the last", () => {
  expect([nextSize(1, 1), nextSize(1, -1), nextSize(1.65, 1), nextSize(1.65, -1), nextSize(2, 1), nextSize(0.8, -1)]).toEqual([110, 90, 175, 150, 200, 80]);
});
