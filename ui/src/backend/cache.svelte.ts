import { instant } from "../components/time";
import type { Event } from "../generated/Event";
import type { IncidentId } from "../generated/IncidentId";
import type { LogRow } from "../generated/LogRow";
import { ask, onIntentEnd } from "./bridge";
import { tellDrop, tellFact } from "./facts";
import { Resource } from "./resource.svelte";
import { transport } from "./transport";

/** How often everything that depends on the time is read again, in ms. */
const tickMs = 15_000;

let incident = $state<IncidentId | null>(null);
/** The exercise that was shown at the last reading and was open then. */
let openExercise: IncidentId | null = null;

/** The reading of the data folder's clock that the screens show; it ticks once a second between two readings. */
class Clock {
  now = $state(Date.now());
  #base = Date.now();
  #at = performance.now();
  #runs = true;

  /** Takes a reading of the backend's clock. A clock that stands stays where it is. */
  set(now: string, runs: boolean): void {
    this.#base = instant(now);
    this.#at = performance.now();
    this.#runs = runs;
    this.tick();
  }

  tick(): void {
    const next = this.#base + (this.#runs ? performance.now() - this.#at : 0);
    if (Math.floor(next / 1000) !== Math.floor(this.now / 1000)) this.now = next;
  }
}

export const clock = new Clock();

/** When the last commit was, and what could not be committed. */
class Saved {
  at = $state<string | null>(null);
  problem = $state<string | null>(null);
}

export const saved = new Saved();

const overview = new Resource(async () => {
  const value = await ask({ query: "overview" });
  clock.set(value.now, value.clock_runs);
  if (value.saved_at && !saved.at) saved.at = value.saved_at;
  const shown = value.incidents.find((i) => i.id === incident);
  const real = value.incidents.find((i) => i.is_open && !i.exercise);
  // An exercise that has just been closed gives way to what is really open; whoever looks at it again later keeps it.
  const isOver = openExercise !== null && openExercise === shown?.id && !shown.is_open && real !== undefined;
  openExercise = shown?.exercise && shown.is_open ? shown.id : null;
  // The incident that was shown may have been closed or may belong to another data folder.
  if (!shown || isOver) {
    incident = (isOver ? real : value.incidents.find((i) => i.is_open))?.id ?? null;
    if (isOver) board.value = log.value = outbox.value = null;
    board.refresh();
    log.refresh();
    outbox.refresh();
  }
  return value;
});
const board = new Resource(() => (incident ? ask({ query: "board", incident }) : null));
const log: Resource<LogRow[]> = new Resource(() => ask({ query: "log", incident, text: "", kinds: [] }));
const documents = new Resource(() => ask({ query: "documents", incident: null }));
const templates = new Resource(() => ask({ query: "templates" }));
const directory = new Resource(() => ask({ query: "directory" }));
const findings = new Resource(() => ask({ query: "findings", document: null }));
const settings = new Resource(() => ask({ query: "settings" }));
const channels = new Resource(() => ask({ query: "channels" }));
const outbox = new Resource(() => (incident ? ask({ query: "outbox", incident }) : null));
const backups = new Resource(() => ask({ query: "backups" }));

/** Everything the screens read, each kept fresh from the moment somebody wants it. */
export const cache = {
  overview,
  board,
  log,
  documents,
  templates,
  directory,
  findings,
  settings,
  channels,
  /** What the incident that is shown handed over to be sent. */
  outbox,
  backups,
  /** The incident that strip, board and log are about. */
  get incident(): IncidentId | null {
    return incident;
  },
};

/** Shows another incident. */
export function selectIncident(id: IncidentId): void {
  if (incident === id) return;
  incident = id;
  board.value = null;
  log.value = null;
  outbox.value = null;
  board.refresh();
  log.refresh();
  outbox.refresh();
}

const byFact: Record<Event["event"], Resource<unknown>[]> = {
  document_changed: [documents, board, findings, directory, overview] as Resource<unknown>[],
  log_appended: [log, board, overview] as Resource<unknown>[],
  settings_changed: [settings, overview, backups, channels] as Resource<unknown>[],
  outbox_changed: [outbox] as Resource<unknown>[],
  clock_changed: [overview, board, log] as Resource<unknown>[],
  templates_changed: [templates] as Resource<unknown>[],
  told: [board, log] as Resource<unknown>[],
  case_told: [],
  overdue: [],
  chosen: [],
  not_shown: [],
  working: [],
  menu: [],
};

const stale = new Set<Resource<unknown>>();
let pending = false;

/** One edit tells several facts; what they make stale is read once. */
function refreshSoon(resources: readonly Resource<unknown>[]): void {
  for (const resource of resources) stale.add(resource);
  if (pending) return;
  pending = true;
  setTimeout(() => {
    pending = false;
    const now = [...stale];
    stale.clear();
    for (const resource of now) resource.refresh();
  }, 40);
}

/** Subscribes once and starts the ticks. Ends with the returned function. */
export async function startCache(): Promise<() => void> {
  onIntentEnd((done) => {
    if ("outcome" in done) {
      saved.at = done.outcome.saved_at;
      saved.problem = null;
    } else if (done.problem.code === "not_saved") {
      saved.problem = "Not saved";
    }
  });
  const stop = await transport.events((fact) => {
    if ("saved_at" in fact) {
      saved.at = fact.saved_at;
      saved.problem = null;
    }
    refreshSoon(byFact[fact.event] ?? []);
    tellFact(fact);
  });
  const stopDrops = await transport.drops(tellDrop);
  const again = (): void => refreshSoon([overview, board] as Resource<unknown>[]);
  const second = setInterval(() => clock.tick(), 250);
  const reading = setInterval(again, tickMs);
  window.addEventListener("focus", again);
  await Promise.all([settings.load(), overview.load(), board.load(), log.load()]);
  return () => {
    stop();
    stopDrops();
    clearInterval(second);
    clearInterval(reading);
    window.removeEventListener("focus", again);
  };
}
