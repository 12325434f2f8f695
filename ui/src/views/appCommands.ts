import { cache } from "../backend";
import { boardClocks } from "../session/clocks";
import { clock } from "../backend";
import type { Command } from "../session/commands.svelte";
import { lists } from "../session/lists.svelte";
import { isAside } from "../session/window.svelte";
import { route, type Place } from "../session/route.svelte";
import type { KeyBinding } from "../session/keys";
import { isOver } from "../features/incident/report";
import type { IncidentSummary } from "../generated/IncidentSummary";

/** What only the application's frame can do. */
export interface FrameActions {
  palette: () => void;
  keys: () => void;
  logBox: () => void;
  sample: () => void;
  exportDocument: (to: "pdf" | "markdown") => void;
  exportIncident: () => void;
  printDocument: () => void;
  printIncident: () => void;
  report: (incident: IncidentSummary) => void;
  saveTemplate: () => void;
  showTemplates: () => void;
  togglePin: (document: string) => void;
  openApart: () => void;
  closeWindow: () => void;
  copyLink: () => void;
  /** Larger, smaller, or 0 for what fits the screen. */
  textSize: (direction: 1 | -1 | 0) => void;
}

function plan(part: string): string | undefined {
  return cache.board.value?.plans.find((p) => p.part === part)?.document;
}

/** The document on screen, if one is. */
export function shownDocument(): string | undefined {
  return route.place.view === "document" ? route.place.document : undefined;
}

const g = (code: string): KeyBinding[] => [{ chord: "g", code }];
const always = (): boolean => true;
const inIncident = (): boolean => cache.incident !== null;
/** The incident that is shown, once it is over for those affected. */
const overIncident = (): IncidentSummary | null => {
  const incident = cache.board.value?.incident;
  return incident && isOver(incident) ? incident : null;
};

/** The commands that exist on every screen, under the ids of the native menu. */
export function appCommands(frame: FrameActions): Command[] {
  const go = (id: string, name: string, place: () => Place | null, keys: KeyBinding[], icon: Command["icon"]): Command => ({
    id,
    name,
    group: "Go to",
    icon,
    keys,
    available: () => place() !== null,
    run: () => {
      const to = place();
      if (to) route.go(to);
    },
  });
  const document = (part: string) => (): Place | null => {
    const id = plan(part);
    return id ? { view: "document", document: id } : null;
  };
  const withIncident = (place: Place) => (): Place | null => (inIncident() ? place : null);
  const leadUpdate = (): string | undefined =>
    boardClocks(cache.board.value?.clocks ?? [], clock.now).find((face) => face.kind === "update")?.audience ?? undefined;

  return [
    { id: "palette.open", name: "Command palette", group: "Help", icon: "search", keys: [{ ctrl: true, code: "KeyK" }], available: always, run: frame.palette },
    { id: "search.everywhere", name: "Search everywhere", group: "Go to", icon: "search", keys: [{ ctrl: true, shift: true, code: "KeyF" }], available: always, run: () => route.go({ view: "search" }) },
    // A screen with a field of its own puts that in its place.
    { id: "search.open", name: "Find", group: "View", icon: "search", keys: [{ key: "/" }], available: () => route.place.view !== "search", run: () => route.go({ view: "search" }) },
    { id: "log.write", name: "Write to the log", group: "Incident", icon: "write", keys: [{ code: "KeyL" }, { ctrl: true, code: "KeyL" }], available: always, run: frame.logBox },
    { id: "incident.declare", name: "Declare an incident", group: "Incident", icon: "declared", keys: [{ ctrl: true, shift: true, code: "KeyD" }], available: always, run: () => route.go({ view: "declare" }) },
    { id: "update.write", name: "Write the update that is due", group: "Incident", icon: "comms", keys: [{ code: "KeyW" }], available: () => leadUpdate() !== undefined, run: () => route.go({ view: "comms", audience: leadUpdate() }) },
    { id: "update.plan", name: "Plan an update for a time of day", group: "Incident", icon: "calendar", keys: [], available: () => plan("communication") !== undefined, run: () => route.go({ view: "comms", planned: true }) },
    {
      id: "approval.open",
      name: "Read what waits for approval",
      group: "Incident",
      icon: "complete",
      keys: [{ code: "KeyA" }],
      available: () => (cache.board.value?.approvals.length ?? 0) > 0,
      run: () => {
        const waiting = cache.board.value?.approvals[0];
        if (waiting) route.go({ view: "document", document: waiting.document });
      },
    },
    go("go.board", "Board", withIncident({ view: "board" }), g("KeyB"), "board"),
    go("go.plan", "Action plan", document("action"), g("KeyP"), "plan"),
    go("go.comms", "Comms: updates", withIncident({ view: "comms" }), g("KeyC"), "comms"),
    go("go.comms-plan", "Communication plan", document("communication"), [], "comms"),
    go("go.raci", "RACI matrix", document("raci"), [], "raci"),
    go("go.escalation", "Escalation matrix", document("escalation"), g("KeyE"), "escalation"),
    { id: "duties.open", name: "Regulatory clocks", group: "Go to", icon: "clock", keys: [], available: inIncident, run: () => route.go({ view: "duties" }) },
    { id: "log.paste", name: "Paste a chat into the log", group: "Incident", icon: "log", keys: [], available: inIncident, run: () => route.go({ view: "transcript" }) },
    { id: "incident.period", name: "Start the next operational period", group: "Incident", icon: "calendar", keys: [], available: inIncident, run: () => route.go({ view: "period" }) },
    { id: "incident.hand-over", name: "Hand over a role", group: "Incident", icon: "people", keys: [], available: inIncident, run: () => route.go({ view: "handover" }) },
    { id: "incident.close", name: "Close the incident", group: "Incident", icon: "complete", keys: [], available: inIncident, run: () => route.go({ view: "close" }) },
    {
      id: "incident.report",
      name: "Write or open the post-incident report",
      group: "Incident",
      icon: "document",
      keys: [],
      available: () => overIncident() !== null,
      run: () => {
        const incident = overIncident();
        if (incident) frame.report(incident);
      },
    },
    { id: "view.wall", name: "Wall view for a second screen", group: "View", icon: "board", keys: g("KeyW"), available: inIncident, run: () => route.go({ view: "wall" }) },
    go("go.calendar", "Calendar", () => ({ view: "calendar" }), g("KeyD"), "calendar"),
    go("go.known", "What was known at a moment", withIncident({ view: "known" }), g("KeyH"), "clock"),
    go("go.log", "Log", () => ({ view: "log" }), g("KeyL"), "log"),
    go("go.overview", "Open incidents and cases", () => ({ view: "incidents" }), g("KeyO"), "action"),
    go("go.cases", "Cases", () => ({ view: "incidents", show: "cases" }), g("KeyK"), "action"),
    go("go.incidents", "All incidents", () => ((cache.overview.value?.incidents.length ?? 0) > 0 ? { view: "incidents", show: "all" } : null), [], "declared"),
    go("go.metrics", "Metrics of incidents", () => ({ view: "metrics" }), g("KeyM"), "metrics"),
    go("go.library", "Library", () => ({ view: "library" }), [], "library"),
    go("go.people", "People", () => ({ view: "people" }), [], "people"),
    go("go.findings", "Findings of all documents", () => ({ view: "findings" }), [], "warning"),
    go("settings.cases", "Cases: mappings, watched folder, masking, quarantine", () => ({ view: "settings", section: "cases" }), [], "settings"),
    go("settings.personal", "Personal data: what goes when", () => ({ view: "settings", section: "personal" }), [], "settings"),
    go("settings.open", "Settings", () => ({ view: "settings" }), [], "settings"),
    { id: "document.new", name: "New document", group: "Document", icon: "add", keys: [{ code: "KeyN" }], available: () => route.place.view !== "library" && route.place.view !== "people", run: () => route.go({ view: "library" }) },
    { id: "document.import", name: "Import Markdown or CSV", group: "Document", icon: "import", keys: [], available: () => route.place.view !== "library", run: () => route.go({ view: "library" }) },
    { id: "document.export-pdf", name: "Export this document as PDF", group: "Document", icon: "export", keys: [], available: () => shownDocument() !== undefined, run: () => frame.exportDocument("pdf") },
    { id: "document.export-markdown", name: "Export this document as Markdown", group: "Document", icon: "export", keys: [], available: () => shownDocument() !== undefined, run: () => frame.exportDocument("markdown") },
    { id: "document.print", name: "Print this document", group: "Document", icon: "print", keys: [], available: () => shownDocument() !== undefined, run: frame.printDocument },
    {
      id: "document.pin",
      get name() {
        return lists.pinned.includes(shownDocument() ?? "") ? "Unpin this document" : "Pin this document";
      },
      group: "Document",
      icon: "pin",
      keys: [{ ctrl: true, shift: true, code: "KeyP" }],
      available: () => shownDocument() !== undefined,
      run: () => {
        const id = shownDocument();
        if (id) frame.togglePin(id);
      },
    },
    { id: "document.save-template", name: "Save this document as a template", group: "Document", icon: "library", keys: [], available: () => shownDocument() !== undefined, run: frame.saveTemplate },
    { id: "templates.show", name: "Show the templates folder", group: "Document", icon: "library", keys: [], available: always, run: frame.showTemplates },
    { id: "incident.export-pdf", name: "Export the incident's binder", group: "Incident", icon: "export", keys: [], available: inIncident, run: frame.exportIncident },
    { id: "incident.print", name: "Print the incident's binder", group: "Incident", icon: "print", keys: [], available: inIncident, run: frame.printIncident },
    { id: "sample.open", name: "Open the sample incident", group: "Help", icon: "play", keys: [], available: () => cache.overview.value?.is_sample === false, run: frame.sample },
    { id: "window.open", name: "Open this in a window of its own", group: "View", icon: "window", keys: [{ ctrl: true, shift: true, code: "KeyN" }], available: always, run: frame.openApart },
    { id: "window.close", name: "Close this window", group: "View", icon: "close", keys: [{ ctrl: true, code: "KeyW" }], available: () => isAside, run: frame.closeWindow },
    { id: "link.copy", name: "Copy a link to this place", group: "View", icon: "link", keys: [], available: always, run: frame.copyLink },
    { id: "text.larger", name: "Larger text", group: "View", icon: "larger", keys: [{ ctrl: true, code: "Equal" }, { ctrl: true, shift: true, code: "Equal" }, { ctrl: true, code: "NumpadAdd" }], available: always, run: () => frame.textSize(1) },
    { id: "text.smaller", name: "Smaller text", group: "View", icon: "larger", keys: [{ ctrl: true, code: "Minus" }, { ctrl: true, code: "NumpadSubtract" }], available: always, run: () => frame.textSize(-1) },
    { id: "text.automatic", name: "Text size by the screen", group: "View", icon: "larger", keys: [{ ctrl: true, code: "Digit0" }], available: always, run: () => frame.textSize(0) },
    { id: "keys.open", name: "All keys", group: "Help", icon: "question", keys: [{ key: "?" }], available: always, run: frame.keys },
    { id: "back", name: isAside ? "Back to what this window was opened for" : "Back to the board", group: "View", icon: "back", keys: [{ code: "Escape" }], available: () => !route.isHome, run: () => route.go(route.home) },
  ];
}
