/**
 * This window among others: the main one, or one beside it that was opened at a place of its own. All of them show one
 * data folder and hear of the same commits.
 */
import { cache, problemOf, selectIncident, transport, type Opened } from "../backend";
import type { IncidentId } from "../generated/IncidentId";
import type { IncidentSummary } from "../generated/IncidentSummary";
import { addressOf, targetOf, type Target } from "./address";
import { route, type Place } from "./route.svelte";

/** Where this window was opened at; null for the main one. */
function ownTarget(): Target | null {
  const hash = globalThis.location?.hash.slice(1) ?? "";
  return hash ? targetOf(hash) : null;
}

const own = ownTarget();

/** Whether this is a window beside the main one. */
export const isAside = own !== null;

/** Where incidents were left, by id; of this window since its start, and of the main one before that. */
const left: Record<IncidentId, string> = {};

/** The incident that the main window showed last, before this start. */
let last: IncidentId | null = null;

/** How many incidents the system's menu names. */
const named = 8;

/** The words of a view in a title. */
const words: Readonly<Record<Exclude<Place["view"], "document">, string>> = {
  board: "Board",
  comms: "Updates",
  log: "Log",
  search: "Search",
  known: "What was known",
  calendar: "Calendar",
  transcript: "Chat",
  duties: "Regulatory clocks",
  period: "Operational period",
  handover: "Hand-over",
  close: "Close",
  wall: "Wall",
  library: "Library",
  people: "People",
  settings: "Settings",
  incidents: "Open incidents and cases",
  metrics: "Metrics",
  findings: "Findings",
  declare: "Declare",
};

/** What a window at this place is called, before the name of the application. */
export function titleOf(place: Place, number: string, documentTitle: string): string {
  if (place.view === "document") return documentTitle || "Document";
  const isOrganisations = place.view === "log" && place.organisation;
  const isOfIncident = addressOf(place, "x").startsWith("bridgebook:incident/") && !isOrganisations;
  return isOfIncident && number ? `${number} ${words[place.view]}` : words[place.view];
}

/** An incident by its id, or by its number as people write it. */
export function incidentOf(said: string, incidents: readonly IncidentSummary[]): IncidentSummary | undefined {
  return incidents.find((i) => i.id === said) ?? incidents.find((i) => i.number.toLowerCase() === said.toLowerCase());
}

/** Puts this window where it was opened at, and reads where incidents were left. Before anything else is read. */
export async function beginWindow(): Promise<void> {
  if (own) {
    route.home = own.place;
    route.place = own.place;
    // A window is opened at the id of an incident; the number of a link is looked up once the list is there.
    if (own.incident) selectIncident(own.incident);
    return;
  }
  for (const { incident, address } of await transport.keptPlaces()) {
    left[incident] = address;
    last = incident;
  }
}

/** Of several open incidents the one that was worked on last is shown, once they are read. */
export function resume(): void {
  const isOpen = cache.overview.value?.incidents.some((i) => i.id === last && i.is_open);
  if (!isAside && last && isOpen) selectIncident(last);
}

/** Shows another incident at the place where it was left, or at its board. */
export function showIncident(id: IncidentId): void {
  const kept = left[id] === undefined ? null : targetOf(left[id]);
  route.go(kept?.place ?? { view: "board" });
  selectIncident(id);
}

/** Notes what is shown, for the title and the next start. */
export function noteWindow(place: Place, title: string, incident: IncidentId | null): void {
  const address = addressOf(place, incident);
  if (incident && address.startsWith("bridgebook:incident/")) left[incident] = address;
  // What cannot be noted costs a title, and nothing of the work.
  void transport.nameWindow(title, address, incident).catch(() => undefined);
}

/** Opens a window of its own at a place of the incident that is shown. */
export async function openApart(place: Place): Promise<void> {
  await transport.openWindow(addressOf(place, cache.incident));
}

/** The address of the shown place as people hand it on: with the number of the incident. */
export function linkHere(): string {
  const number = cache.overview.value?.incidents.find((i) => i.id === cache.incident)?.number;
  return addressOf(route.place, number ?? cache.incident);
}

/** Incidents for the system's menu: open ones first, then the last ones. */
export function recentOf(incidents: readonly IncidentSummary[]): { id: string; label: string }[] {
  return [...incidents]
    .sort((a, b) => Number(b.is_open) - Number(a.is_open) || b.declared_at.localeCompare(a.declared_at))
    .slice(0, named)
    .map(({ id, number, title }) => ({ id, label: `${number} ${title}` }));
}

/** What was done with something that the system asked to be opened. */
export interface Opening {
  /** Sentences for the person. */
  problems: string[];
  /** Whether the box for a log entry is to be opened. */
  writes: boolean;
}

/** Goes to what the system asked to be opened: to the place of a link, or to the library with files. */
export function follow(opened: readonly Opened[]): Opening {
  const problems: string[] = [];
  const files: string[] = [];
  let writes = false;
  for (const one of opened) {
    if (one.kind === "refused") problems.push(one.message);
    else if (one.kind === "file") files.push(one.path);
    else {
      const target = targetOf(one.address);
      const incident = target?.incident ? incidentOf(target.incident, cache.overview.value?.incidents ?? []) : undefined;
      if (!target) problems.push(`This version of Bridgebook does not know the place ${one.address}. Nothing was changed.`);
      else if (target.incident && !incident) problems.push(`The link leads to ${target.incident}, which is not in this data folder. Nothing was changed.`);
      else {
        if (incident) selectIncident(incident.id);
        writes = target.writes === true;
        if (!writes) route.go(target.place);
      }
    }
  }
  if (files.length) route.go({ view: "library", files });
  return { problems, writes };
}

/** How large the pages are shown in this window. */
class TextSize {
  /** The factor in use. */
  factor = $state(1);
  async set(percent: number | null): Promise<void> {
    this.factor = await transport.setTextSize(percent);
  }
}

export const textSize = new TextSize();

/** The sizes that can be chosen, in percent; the backend knows the same. */
export const textSizes = [80, 90, 100, 110, 125, 150, 175, 200] as const;

/** The next size in a direction, from the one in use. */
export function nextSize(factor: number, direction: 1 | -1): number {
  const now = Math.round(factor * 100);
  const next = direction > 0 ? textSizes.find((size) => size > now) : textSizes.findLast((size) => size < now);
  return next ?? (direction > 0 ? 200 : 80);
}

/** Copies the address of the shown place. What went wrong, in words. */
export async function copyLink(): Promise<string | null> {
  try {
    await navigator.clipboard.writeText(linkHere());
    return null;
  } catch (error) {
    return `The link could not be copied: ${problemOf(error).message} It is ${linkHere()}`;
  }
}
