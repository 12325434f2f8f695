import type { Event } from "../generated/Event";

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
