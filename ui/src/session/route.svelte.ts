/** Where the person is. Session state only: it dies with the window. */
import type { CaseRef } from "../generated/CaseRef";
import type { DocumentId } from "../generated/DocumentId";

/** What the overview shows: all that is open, cases alone, a table as a board, how the tables stand, or every incident. */
export type WorkShown = "open" | "cases" | "board" | "queues" | "all";

export type Place =
  | { view: "board"; entry?: string }
  | { view: "comms"; audience?: string; aside?: "snooze"; planned?: boolean }
  | { view: "log"; entry?: string; organisation?: boolean }
  | { view: "search" }
  | { view: "known"; at?: string }
  | { view: "calendar" }
  | { view: "transcript" }
  | { view: "duties" }
  | { view: "period"; until?: string }
  | { view: "handover" }
  | { view: "close" }
  | { view: "wall" }
  | { view: "library"; template?: string; files?: string[] }
  | { view: "people"; person?: string }
  | { view: "settings"; section?: "cases" | "personal" }
  | { view: "incidents"; show?: WorkShown; incident?: string }
  | { view: "metrics" }
  | { view: "findings" }
  | { view: "declare"; cases?: CaseRef[] }
  | { view: "document"; document: DocumentId; section?: string; row?: string; column?: string; at?: string };

class Route {
  place = $state<Place>({ view: "board" });
  /** Where this window begins and goes back to. */
  home: Place = { view: "board" };
  #before: Place[] = [];

  go(place: Place): void {
    if (JSON.stringify(place) === JSON.stringify(this.place)) return;
    this.#before = [...this.#before.slice(-20), this.place];
    this.place = place;
  }

  /** Where the person came from; where the window begins when there is no such place. */
  back(): void {
    this.place = this.#before.pop() ?? this.home;
  }

  /** Whether the window is where it begins. */
  get isHome(): boolean {
    return this.place.view === this.home.view && (this.home.view !== "document" || JSON.stringify(this.place) === JSON.stringify(this.home));
  }
}

export const route = new Route();
