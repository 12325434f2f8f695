// The one place that talks to the desktop shell. Everything else sees the interface below, so a
// test or a development server can put another implementation in its place.
import { invoke } from "@tauri-apps/api/core";
import { getCurrentWebviewWindow } from "@tauri-apps/api/webviewWindow";
import type { Answer } from "../generated/Answer";
import type { Event } from "../generated/Event";
import type { Intent } from "../generated/Intent";
import type { Outcome } from "../generated/Outcome";
import type { Query } from "../generated/Query";

/** What kind of file a dialog of the system is about. */
export type FileKind = "pdf" | "markdown" | "csv" | "json" | "calendar" | "backup" | "importable" | "any";

/** What the system's clipboard holds that a page is not told of: a picture as base64 of a PNG, or files. */
export interface Pasted {
  picture: string | null;
  paths: string[];
}

/** Files that were dropped on the window, and where, in px of the page. */
export interface Dropped {
  paths: string[];
  x: number;
  y: number;
}

/** Something that the system asked to be opened: a link, a file, or neither, with what to say of it. */
export type Opened = { kind: "link"; address: string } | { kind: "file"; path: string } | { kind: "refused"; message: string };

/** Where an incident was left in the main window. */
export interface KeptPlace {
  incident: string;
  address: string;
}

export interface Transport {
  query(query: Query): Promise<Answer>;
  intent(intent: Intent): Promise<Outcome>;
  /** Facts after a commit, from this window or any other process. Ends with the returned function. */
  events(tell: (event: Event) => void): Promise<() => void>;
  /** Ids of chosen items of the native menu. */
  menu(tell: (command: string) => void): Promise<() => void>;
  /** The system's save dialog; null when the person changed their mind. */
  pickSavePath(suggestedName: string, kind: FileKind): Promise<string | null>;
  /** The system's dialog to open files; empty when the person changed their mind. */
  pickOpenFiles(kind: FileKind): Promise<string[]>;
  /** The picture or the files on the system's clipboard. WebKitGTK hands neither to the page that is pasted into. */
  pasted(): Promise<Pasted>;
  /** Files that are dropped on the window. Ends with the returned function. */
  drops(tell: (dropped: Dropped) => void): Promise<() => void>;
  /** Shows the folder of a team's own templates in the system's file manager. */
  showTemplates(): Promise<void>;
  /** Shows a file that was exported in the system's window of its folder. */
  showInFolder(path: string): Promise<void>;
  /** Opens a link of a document outside; the shell allows https and mailto only. */
  openLink(url: string): Promise<void>;
  /** Recovers a damaged data folder and starts the application anew. */
  recover(): Promise<void>;
  /** Opens the sample incident in a window of its own data folder. */
  openSample(): Promise<void>;
  /** Opens a window at an address, or brings the one forward that shows it. */
  openWindow(address: string): Promise<void>;
  /** Closes this window. */
  closeWindow(): Promise<void>;
  /** Says what this window shows: for its title, and for the next start. */
  nameWindow(title: string, address: string, incident: string | null): Promise<void>;
  /** Where each incident was left in the main window, the last one last. */
  keptPlaces(): Promise<KeptPlace[]>;
  /** What the system asked to be opened since this was last asked. */
  opened(): Promise<Opened[]>;
  /** Told when something waits to be opened. Ends with the returned function. */
  opening(tell: () => void): Promise<() => void>;
  /** Puts the incidents that were worked on last into the system's menu. */
  nameIncidents(incidents: readonly { id: string; label: string }[]): Promise<void>;
  /** Shows this window's pages in a size, in percent, or in the one that fits its screen. The factor in use. */
  setTextSize(percent: number | null): Promise<number>;
  /** Listens to a key of the whole system that brings the log box forward; null for none. */
  setLogKey(key: string | null): Promise<void>;
  /** Prints what the page shows for that, sheet by sheet, in the system's dialog. False when the person changed their mind. */
  print(paper: "a4" | "letter"): Promise<boolean>;
  /** A place to write a file of this name to, so that it can be dragged out of the window. */
  lend(suggestedName: string, kind: FileKind): Promise<string>;
  /** Begins to drag a file that was written, with the pointer where it is and its button held. */
  dragOut(path: string): Promise<void>;
}

/** Events for this window and for all of them; not those for another one. */
const listen = <T>(name: string, tell: (payload: T) => void): Promise<() => void> =>
  getCurrentWebviewWindow().listen<T>(name, (event) => tell(event.payload));

/** The factor by which the pages are enlarged. */
let enlarged = 1;

export const transport: Transport = {
  query: (query) => invoke("query", { query }),
  intent: (intent) => invoke("intent", { intent }),
  events: (tell) => listen<Event>("fact", tell),
  menu: (tell) => listen<string>("menu", tell),
  pickSavePath: (suggestedName, kind) => invoke("pick_save_path", { suggestedName, kind }),
  pickOpenFiles: (kind) => invoke("pick_open_files", { kind }),
  pasted: () => invoke("pasted"),
  drops: (tell) =>
    listen<{ paths: string[]; position: { x: number; y: number } }>("tauri://drag-drop", ({ paths, position }) => {
      // GTK counts in px of the page before it is enlarged, the other systems in those of the screen.
      const scale = /Linux/.test(navigator.userAgent) ? enlarged : devicePixelRatio;
      tell({ paths, x: position.x / scale, y: position.y / scale });
    }),
  showTemplates: () => invoke("show_templates"),
  showInFolder: (path) => invoke("show_in_folder", { path }),
  openLink: (url) => invoke("open_link", { url }),
  recover: () => invoke("recover"),
  openSample: () => invoke("open_sample"),
  openWindow: (address) => invoke("open_window", { address }),
  closeWindow: () => invoke("close_window"),
  nameWindow: (title, address, incident) => invoke("name_window", { title, address, incident }),
  keptPlaces: () => invoke("kept_places"),
  opened: () => invoke("opened"),
  opening: (tell) => listen("opened", tell),
  nameIncidents: (incidents) => invoke("name_incidents", { incidents }),
  setTextSize: async (percent) => (enlarged = await invoke<number>("set_text_size", { percent })),
  setLogKey: (key) => invoke("set_log_key", { key }),
  print: (paper) => invoke("print_sheets", { paper }),
  lend: (suggestedName, kind) => invoke("lend", { suggestedName, kind }),
  dragOut: (path) => invoke("drag_out", { path }),
};
