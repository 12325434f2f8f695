import type { IconName } from "../components/icons";
import type { Board } from "../generated/Board";
import type { DocumentSummary } from "../generated/DocumentSummary";
import type { Place } from "../session/route.svelte";

export interface RailItem {
  id: string;
  label: string;
  icon: IconName;
  place: Place;
  count?: number;
}

const planPlaces: { part: string; id: string; label: string; icon: IconName }[] = [
  { part: "action", id: "plan", label: "Plan", icon: "plan" },
  { part: "raci", id: "raci", label: "RACI", icon: "raci" },
  { part: "escalation", id: "escalation", label: "Escalation", icon: "escalation" },
];

/** The rail: only what works here and now. A plan that the incident does not run on has no entry. */
export function railGroups(board: Board | null, waitingUpdates: number, hasCases = false): RailItem[][] {
  const incident: RailItem[] = [];
  if (board) {
    incident.push({ id: "board", label: "Board", icon: "board", place: { view: "board" } });
    const plan = (part: string): RailItem[] => {
      const found = board.plans.find((p) => p.part === part);
      const item = planPlaces.find((p) => p.part === part);
      return found && item ? [{ id: item.id, label: item.label, icon: item.icon, place: { view: "document", document: found.document } }] : [];
    };
    incident.push(...plan("action"));
    incident.push({ id: "comms", label: "Comms", icon: "comms", place: { view: "comms" }, count: waitingUpdates || undefined });
    incident.push(...plan("raci"), ...plan("escalation"));
  }
  if (hasCases) incident.push({ id: "cases", label: "Cases", icon: "action", place: { view: "incidents", show: "cases" } });
  incident.push({ id: "calendar", label: "Calendar", icon: "calendar", place: { view: "calendar" } });
  incident.push({ id: "log", label: "Log", icon: "log", place: { view: "log" } });
  const always: RailItem[] = [
    { id: "library", label: "Library", icon: "library", place: { view: "library" } },
    { id: "people", label: "People", icon: "people", place: { view: "people" } },
    { id: "settings", label: "Settings", icon: "settings", place: { view: "settings" } },
  ];
  return [incident, always];
}

/** Which entry of the rail is current. A document that no plan entry names belongs to the library, or to people. */
export function currentItem(place: Place, board: Board | null, documents: readonly DocumentSummary[]): string {
  if (place.view === "period" || place.view === "handover" || place.view === "close" || place.view === "wall" || place.view === "known") return "board";
  if (place.view === "transcript") return "log";
  if (place.view === "duties") return "comms";
  if (place.view === "incidents") return "cases";
  if (place.view !== "document") return place.view;
  const part = board?.plans.find((p) => p.document === place.document)?.part;
  const own = planPlaces.find((p) => p.part === part);
  if (own) return own.id;
  if (part === "communication") return "comms";
  return documents.some((d) => d.id === place.document) ? "library" : "people";
}
