/**
 * A change shown before the backend has it: the document with one place set, sharing everything
 * else with the old one, so that only what changed is drawn again.
 */
import type { Document } from "../../generated/Document";
import type { Value } from "../../generated/Value";
import { partsOf } from "./paths";

type Tree = { [key: string]: unknown };

/** Maps that are absent from the content while they are empty. */
const optional = new Set(["settings", "options", "choices", "cells"]);

/** Only header fields, settings and cells hold sets, whose members have paths of their own. */
function isMemberPath(parts: readonly string[]): boolean {
  if (parts[0] === "header") return parts.length === 3;
  return (parts[3] === "settings" && parts.length === 6) || (parts[3] === "rows" && parts.length === 8);
}

/** The document with `value` at `path`; a place that is not there leaves it as it is. */
export function withValue(document: Document, path: string, value: Value | null): Document {
  const parts = partsOf(path);
  const member = isMemberPath(parts) ? (parts.pop() ?? null) : null;
  const change = (old: unknown): unknown => (member === null ? value : withMember(old, member, value));
  return update(document as unknown as Tree, parts, change) as unknown as Document;
}

/** The value at a path, undefined where nothing is. */
export function valueAt(document: Document, path: string): Value | undefined {
  let at: unknown = document;
  for (const part of partsOf(path)) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Tree)[part];
  }
  return at as Value | undefined;
}

/** The text at a path, empty where nothing is. */
export function textAt(document: Document, path: string): string {
  const value = valueAt(document, path);
  return typeof value === "string" ? value : "";
}

function update(tree: Tree, parts: readonly string[], change: (old: unknown) => unknown): Tree {
  const [key, ...rest] = parts;
  if (key === undefined) return tree;
  if (rest.length > 0) {
    const child = tree[key] ?? (optional.has(key) ? {} : undefined);
    if (typeof child !== "object" || child === null) return tree;
    const next = update(child as Tree, rest, change);
    return next === tree[key] ? tree : { ...tree, [key]: next };
  }
  const next = change(tree[key]);
  if (next === null || next === undefined) {
    const copy = { ...tree };
    delete copy[key];
    return copy;
  }
  return { ...tree, [key]: key === "depth" ? Number(next) : next };
}

/** A set with a member added (with its mark) or taken away; a text that stood there becomes a member first, unless there is nothing to take away. */
function withMember(old: unknown, member: string, mark: Value | null): unknown {
  if (typeof old === "string" && mark === null && old !== member) return old;
  const set: Tree = typeof old === "string" ? (old === "" ? {} : { [old]: "" }) : { ...(old as Tree | undefined) };
  if (mark === null) delete set[member];
  else set[member] = mark;
  return Object.keys(set).length === 0 ? null : set;
}

/** `next`, with every part that equals the same part of `old` replaced by it, so that identity tells change. */
export function share<T>(old: unknown, next: T): T {
  if (old === next || typeof old !== "object" || typeof next !== "object" || old === null || next === null) return next;
  if (Array.isArray(old) !== Array.isArray(next)) return next;
  const before = old as Tree;
  const after = next as unknown as Tree;
  const keys = Object.keys(after);
  let same = keys.length === Object.keys(before).length;
  for (const key of keys) {
    const part = share(before[key], after[key]);
    after[key] = part;
    if (part !== before[key]) same = false;
  }
  return same ? (old as T) : next;
}
