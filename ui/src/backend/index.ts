/**
 * What the rest of the interface knows of the backend: `query` reads, `intent` changes, `cache`
 * holds what was read last, `onFact` tells what was committed.
 */
export { cache, clock, saved, selectIncident, startCache } from "./cache.svelte";
export { ask as query, act as intent, askPast, onIntentEnd, problemOf, type Problem } from "./bridge";
export { fileDrop, onFact, type FileDrop } from "./facts";
export { Resource } from "./resource.svelte";
export { transport, type FileKind, type Opened } from "./transport";
