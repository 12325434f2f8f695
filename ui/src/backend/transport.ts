// The one place that talks to the desktop shell. Everything else sees the interface below, so a
// test or a development server can put another implementation in its place.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
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
}

export const transport: Transport = {
  query: (query) => invoke("query", { query }),
  intent: (intent) => invoke("intent", { intent }),
  events: (tell) => listen<Event>("fact", (event) => tell(event.payload)),
  menu: (tell) => listen<string>("menu", (event) => tell(event.payload)),
  pickSavePath: (suggestedName, kind) => invoke("pick_save_path", { suggestedName, kind }),
  pickOpenFiles: (kind) => invoke("pick_open_files", { kind }),
  pasted: () => invoke("pasted"),
  drops: (tell) =>
    listen<{ paths: string[]; position: { x: number; y: number } }>("tauri://drag-drop", ({ payload: { paths, position } }) => {
      // GTK counts in px of the page, the other systems in those of the screen.
      const scale = /Linux/.test(navigator.userAgent) ? 1 : devicePixelRatio;
      tell({ paths, x: position.x / scale, y: position.y / scale });
    }),
  showTemplates: () => invoke("show_templates"),
  showInFolder: (path) => invoke("show_in_folder", { path }),
  openLink: (url) => invoke("open_link", { url }),
  recover: () => invoke("recover"),
  openSample: () => invoke("open_sample"),
};
