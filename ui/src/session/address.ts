/**
 * Addresses of places, `bridgebook:…`: what a link from outside says, what a window was opened at and what is written down
 * for the next start. An address only ever leads somewhere; nothing is done by following one.
 */
import type { Place } from "./route.svelte";

const scheme = "bridgebook:";

/** Where an address leads. */
export interface Target {
  place: Place;
  /** The incident it is about: its number or its id; null for the one that is shown. */
  incident: string | null;
  /** The box for a log entry is opened there. */
  writes?: boolean;
}

/** What a place holds beside its view: text, or a yes. The first of `document` and `people` stands in the path. */
type Parts = Readonly<Record<string, "text" | "yes" | readonly string[]>>;
const parts: Readonly<Record<Place["view"], Parts>> = {
  board: { entry: "text" },
  comms: { audience: "text", planned: "yes" },
  log: { entry: "text", organisation: "yes" },
  search: {},
  known: { at: "text" },
  calendar: {},
  transcript: {},
  duties: {},
  period: { until: "text" },
  handover: {},
  close: {},
  wall: {},
  library: { template: "text" },
  people: { person: "text" },
  settings: { section: ["cases", "personal"] },
  incidents: { show: ["open", "cases", "board", "queues", "all"], incident: "text" },
  metrics: {},
  findings: {},
  declare: {},
  document: { document: "text", section: "text", row: "text", column: "text", at: "text" },
};
/** Views that show an incident: their addresses say which one. */
const ofIncident: ReadonlySet<Place["view"]> = new Set(["board", "comms", "log", "known", "calendar", "transcript", "duties", "period", "handover", "close", "wall", "document"] as const);
/** Views with an object of their own, which stands in the path. */
const inPath: Partial<Record<Place["view"], string>> = { document: "document", people: "person", settings: "section" };

function known(view: string): view is Place["view"] {
  return Object.hasOwn(parts, view);
}

/** The address of a place, of an incident where the place shows one. */
export function addressOf(place: Place, incident: string | null): string {
  const held = new Map(Object.entries(place).filter((entry): entry is [string, string | true] => typeof entry[1] === "string" || entry[1] === true));
  const own = inPath[place.view];
  const path = [...(incident && ofIncident.has(place.view) ? ["incident", incident] : []), place.view];
  const subject = own === undefined ? undefined : held.get(own);
  if (typeof subject === "string" && subject) path.push(subject);
  const asked = Object.keys(parts[place.view])
    .filter((name) => name !== own && held.has(name))
    .map((name) => `${name}=${encodeURIComponent(String(held.get(name)))}`);
  return `${scheme}${path.map(encodeURIComponent).join("/")}${asked.length ? `?${asked.join("&")}` : ""}`;
}

/** Where an address leads; null for one that this version does not know. */
export function targetOf(address: string): Target | null {
  if (address.slice(0, scheme.length).toLowerCase() !== scheme) return null;
  // Some systems write it as the address of a host, or add a slash.
  const [before = "", asked = ""] = address.slice(scheme.length).replace(/^\/+/, "").split("#")[0]?.split("?") ?? [];
  let path: string[];
  try {
    path = before.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return null;
  }
  const incident = path[0]?.toLowerCase() === "incident" ? (path[1] ?? "") : null;
  if (incident !== null) path = path.slice(2);
  if (incident === "") return null;
  const [view = "board", subject, ...more] = path;
  if (more.length) return null;
  if (view === "write" && !subject) return { place: { view: "board" }, incident, writes: true };
  if (!known(view)) return null;
  const own = inPath[view];
  if (subject !== undefined && own === undefined) return null;
  const said = new URLSearchParams(asked);
  const place: Record<string, string | true> = { view };
  for (const [name, kind] of Object.entries(parts[view])) {
    const value = name === own ? subject : (said.get(name) ?? undefined);
    if (value === undefined || value === "") continue;
    if (kind === "yes") place[name] = true;
    else if (kind === "text" || kind.includes(value)) place[name] = value;
    else return null;
  }
  if (view === "document" && !place.document) return null;
  return { place: place as unknown as Place, incident };
}
