/** Where the person is. Session state only: it dies with the window. */
import type { DocumentId } from "../generated/DocumentId";

export type Place =
  | { view: "board"; entry?: string }
  | { view: "comms"; audience?: string; aside?: "snooze"; planned?: boolean }
  | { view: "log" }
  | { view: "calendar" }
  | { view: "transcript" }
  | { view: "duties" }
  | { view: "period"; until?: string }
  | { view: "handover" }
  | { view: "close" }
  | { view: "wall" }
  | { view: "library" }
  | { view: "people"; person?: string }
  | { view: "settings" }
  | { view: "incidents" }
  | { view: "metrics" }
  | { view: "findings" }
  | { view: "declare" }
  | { view: "document"; document: DocumentId; section?: string; row?: string; column?: string };

class Route {
  place = $state<Place>({ view: "board" });
  #before: Place[] = [];

  go(place: Place): void {
    if (JSON.stringify(place) === JSON.stringify(this.place)) return;
    this.#before = [...this.#before.slice(-20), this.place];
    this.place = place;
  }

  /** Where the person came from; the board when there is no such place. */
  back(): void {
    this.place = this.#before.pop() ?? { view: "board" };
  }
}

export const route = new Route();
