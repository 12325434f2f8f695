/** Filters of a list by the parts its fields fall into, each with how many are in it. */

/** Stands for no choice; no part is called so. */
export const anyPart = "\u0000";

/** A part of a field: how it is kept, how it is called, how many are in it. */
export interface Part {
  key: string;
  label: string;
  count: number;
}

/** A field as it is offered. */
export interface PartFilter<Key extends string> {
  key: Key;
  label: string;
  value: string;
  options: { value: string; label: string }[];
}

/** What a field offers, or null where all are alike and nothing is chosen. What is chosen stays offered when nobody is in it any more. */
export function partFilter<Key extends string>(key: Key, label: string, parts: readonly Part[], chosen: string | undefined, least = 2, labelOf: (part: string) => string = (part) => part): PartFilter<Key> | null {
  if (chosen === undefined && parts.length < least) return null;
  const known = chosen === undefined || parts.some((part) => part.key === chosen) ? parts : [...parts, { key: chosen, label: labelOf(chosen), count: 0 }];
  return { key, label, value: chosen ?? anyPart, options: [{ value: anyPart, label: `Any ${label.toLowerCase()}` }, ...known.map((part) => ({ value: part.key, label: `${part.label} (${part.count})` }))] };
}

/** The chosen parts with another choice for one field. */
export function withPart(parts: Readonly<Record<string, string | undefined>>, key: string, part: string | undefined): Record<string, string> {
  const rest = Object.entries(parts).filter((entry): entry is [string, string] => entry[0] !== key && entry[1] !== undefined);
  return Object.fromEntries(part === undefined ? rest : [...rest, [key, part]]);
}
