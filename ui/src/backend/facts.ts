import type { Event } from "../generated/Event";
import type { Dropped } from "./transport";

/** The one subscription's listeners. Components do not listen to the shell themselves. */
const listeners = new Set<(fact: Event) => void>();

/** Tells `listener` every fact after its commit, until the returned function is called. */
export function onFact(listener: (fact: Event) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellFact(fact: Event): void {
  for (const listener of [...listeners]) listener(fact);
}

/** The event that is told to what lies under dropped files; its detail holds their paths and the place. */
export const fileDrop = "filedrop";
export type FileDrop = CustomEvent<Dropped>;

/** Tells files that were dropped on the window to the element under them. */
export function tellDrop(dropped: Dropped): void {
  const under = document.elementFromPoint(dropped.x, dropped.y);
  under?.dispatchEvent(new CustomEvent(fileDrop, { bubbles: true, detail: dropped }));
}
