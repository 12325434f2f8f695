/** Where a click on a clock or a finding leads: to what stops it. */
import { cache, selectIncident } from "../backend";
import type { FindingRow } from "../generated/FindingRow";
import type { SearchHit } from "../generated/SearchHit";
import type { BoardClock } from "./clocks";
import { route } from "./route.svelte";

export function openFinding(finding: FindingRow): void {
  route.go({
    view: "document",
    document: finding.document,
    section: finding.section ?? undefined,
    row: finding.row ?? undefined,
    column: finding.column ?? undefined,
  });
}

export function openClock(clock: BoardClock): void {
  const board = cache.board.value;
  switch (clock.kind) {
    case "update":
      return route.go({ view: "comms", audience: clock.audience ?? undefined });
    case "obligation":
      return route.go({ view: "duties" });
    case "approval": {
      const waiting = board?.approvals[0];
      return route.go(waiting ? { view: "document", document: waiting.document } : { view: "board" });
    }
    case "period": {
      const plan = board?.plans.find((p) => p.part === "action");
      return route.go(plan ? { view: "document", document: plan.document } : { view: "board" });
    }
    default:
      // Escalation levels and actions are stopped on the board itself.
      return route.go({ view: "board" });
  }
}

/** Where a hit of the search leads: to the exact place, with its incident on the screen. */
export function openHit(hit: SearchHit): void {
  if (hit.incident) selectIncident(hit.incident);
  if (hit.kind === "log" && hit.entry) return route.go({ view: "log", entry: hit.entry, organisation: hit.incident ? undefined : true });
  if (hit.kind === "incident") return route.go({ view: "board" });
  if (hit.kind === "template") return route.go({ view: "library", template: hit.template });
  if (hit.document) return route.go({ view: "document", document: hit.document, section: hit.section ?? undefined, row: hit.row ?? undefined });
}
