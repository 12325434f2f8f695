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
export type FileKind = "pdf" | "markdown" | "csv" | "json" | "calendar" | "backup" | "importable";

export interface Transport {
  query(query: Query): Promise<Answer>;
  intent(intent: Intent): Promise<Outcome>;
  /** Facts after a commit, from this window or any other process. Ends with the returned function. */
  events(tell: (event: Event) => void): Promise<() => void>;
  /** Ids of chosen items of the native menu. */
  menu(tell: (command: string) => void): Promise<() => void>;
  /** The system's save dialog; null when the person changed their mind. */
  pickSavePath(suggestedName: string, kind: FileKind): Promise<string | null>;
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
  showInFolder: (path) => invoke("show_in_folder", { path }),
  openLink: (url) => invoke("open_link", { url }),
  recover: () => invoke("recover"),
  openSample: () => invoke("open_sample"),
};
