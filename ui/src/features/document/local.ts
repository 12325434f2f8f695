/**
 * A change shown before the backend has it: the document with one place set, sharing everything
 * else with the old one, so that only what changed is drawn again.
 */
import type { Document } from "../../generated/Document";
import type { Value } from "../../generated/Value";
import { partsOf } from "./paths";

type Tree = { [key: string]: unknown };

/** The document with `value` at `path`; a place that is not there leaves it as it is. */
export function withValue(document: Document, path: string, value: Value | null): Document {
  return put(document as unknown as Tree, partsOf(path), value) as unknown as Document;
}

/** The text or value at a path, undefined where nothing is. */
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

/** Maps that are absent while they are empty. */
const optional = new Set(["settings", "options", "choices", "cells"]);

function put(tree: Tree, parts: readonly string[], value: Value | null): Tree {
  const [key, ...rest] = parts;
  if (key === undefined) return tree;
  if (rest.length === 0) {
    if (value === null || value === "") return without(tree, key, value);
    return { ...tree, [key]: key === "depth" ? Number(value) : value };
  }
  let child = tree[key];
  // A member of a set: what stood there as one text becomes a member first.
  if (rest.length === 1 && (child === undefined || typeof child === "string") && isSetPlace(parts)) {
    child = typeof child === "string" && child !== "" ? { [child]: "" } : {};
    const next = setMember(child as Tree, rest[0] ?? "", value);
    return Object.keys(next).length === 0 ? without(tree, key, null) : { ...tree, [key]: next };
  }
  if (child === undefined && optional.has(key)) child = {};
  if (typeof child !== "object" || child === null) return tree;
  if (rest.length === 1 && isSetPlace(parts)) {
    const next = setMember(child as Tree, rest[0] ?? "", value);
    return Object.keys(next).length === 0 ? without(tree, key, null) : { ...tree, [key]: next };
  }
  const next = put(child as Tree, rest, value);
  return next === child ? tree : { ...tree, [key]: next };
}

/** Ids of columns and keys of fields, below which only members of a set can lie. */
function isSetPlace(parts: readonly string[]): boolean {
  const key = parts[0] ?? "";
  return !["header", "sections", "block", "columns", "rows", "cells", "settings", "options", "choices"].includes(key) && atSet;
}

// Set by `put`'s caller below: only cells, settings and header fields have members.
let atSet = false;

function setMember(members: Tree, member: string, mark: Value | null): Tree {
  if (mark === null) return without(members, member, null);
  return { ...members, [member]: mark };
}

function without(tree: Tree, key: string, value: Value | null): Tree {
  if (!(key in tree)) return value === "" ? { ...tree, [key]: "" } : tree;
  if (value === "") return { ...tree, [key]: "" };
  const copy = { ...tree };
  delete copy[key];
  return copy;
}
