/** Short lists that the settings of the data folder hold: pinned documents, pinned and recent searches. */
import { cache } from "../backend";
import { preferences } from "./preferences.svelte";

/** How many a list holds; the backend refuses more. */
export const mostKept = 20;

type Key = "pinned" | "searches" | "pinned_searches";

function read(key: Key): string[] {
  try {
    const list: unknown = JSON.parse(preferences.get(key) || "[]");
    return Array.isArray(list) ? list.filter((item): item is string => typeof item === "string") : [];
  } catch {
    return [];
  }
}

/** Changes wait for one another, so that none is made of a list that another one is just changing. */
let last: Promise<void> = Promise.resolve();

function change(key: Key, made: (list: string[]) => string[]): Promise<void> {
  const next = last.then(async () => {
    if (!cache.settings.value) await cache.settings.load();
    await preferences.set(key, JSON.stringify(made(read(key)).slice(0, mostKept)));
  });
  last = next.catch(() => undefined);
  return next;
}

const toggled = (item: string) => (list: string[]): string[] => (list.includes(item) ? list.filter((one) => one !== item) : [item, ...list]);

export const lists = {
  /** Documents that stand first in the palette, by id. */
  get pinned(): string[] {
    return read("pinned");
  },
  togglePinned: (document: string): Promise<void> => change("pinned", toggled(document)),
  get pinnedSearches(): string[] {
    return read("pinned_searches");
  },
  togglePinnedSearch: (text: string): Promise<void> => change("pinned_searches", toggled(text.trim())),
  /** What was looked for and led somewhere, the last one first. */
  get searches(): string[] {
    return read("searches");
  },
  keepSearch(text: string): Promise<void> {
    const typed = text.trim();
    if (typed === "" || this.searches[0] === typed) return Promise.resolve();
    return change("searches", (list) => [typed, ...list.filter((one) => one !== typed)]);
  },
  forgetSearches: (): Promise<void> => change("searches", () => []),
};

/** Documents that were opened in this window, the last one first. Session state: opening a document writes nothing. */
class Recent {
  documents = $state.raw<string[]>([]);
  opened(document: string): void {
    if (this.documents[0] !== document) this.documents = [document, ...this.documents.filter((one) => one !== document)].slice(0, mostKept);
  }
}

export const recent = new Recent();

/** What is typed into the search; it stays while a hit is looked at. */
class Searching {
  text = $state("");
}

export const searching = new Searching();
