/** Which people are shown, and what is said of them: plain functions of what was read. */
import { search } from "../../components/text";
import { instant, wall, zoneCity } from "../../components/time";
import type { EntryCard } from "../../generated/EntryCard";
import type { EntryField } from "../../generated/EntryField";
import type { PersonRow } from "../../generated/PersonRow";

/** A field by which people are filtered. */
export type By = "teams" | "roles" | "skills" | "services" | "zone" | "presence" | "gaps";

export interface PeopleFilter {
  text: string;
  parts: Partial<Record<By, string>>;
  /** Those who were put away too. */
  away: boolean;
}

export const noFilter: PeopleFilter = { text: "", parts: {}, away: false };

export const fields: readonly { key: By; label: string }[] = [
  { key: "teams", label: "Team" },
  { key: "roles", label: "Role" },
  { key: "skills", label: "Skill" },
  { key: "services", label: "Service" },
  { key: "zone", label: "Time zone" },
  { key: "presence", label: "Presence" },
  { key: "gaps", label: "Gap" },
];

const presences: Record<string, string> = { there: "At work", away: "Not at work", unknown: "Hours not known" };

const gaps: Record<string, string> = {
  "no-way": "Nobody can reach them",
  "all-depend": "Every way depends on one service",
  "one-way": "One way only",
  "no-backup": "No backup",
  "backup-gone": "Backup is not there",
  "not-confirmed": "Not confirmed in time",
  "no-zone": "No time zone",
};

/** The parts of a field that somebody has: the key, the words, and how many have it. */
export function partsOf(people: readonly PersonRow[], by: By): { key: string; label: string; count: number }[] {
  const found = new Map<string, number>();
  for (const person of people) for (const key of keysOf(person, by)) found.set(key, (found.get(key) ?? 0) + 1);
  return [...found]
    .map(([key, count]) => ({ key, label: labelOf(key, by), count }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** The words for a part of a field. */
export function labelOf(key: string, by: By): string {
  if (by === "presence") return presences[key] ?? key;
  return by === "gaps" ? (gaps[key] ?? key) : key;
}

function keysOf(person: PersonRow, by: By): string[] {
  if (by === "zone") return person.zone ? [person.zone] : [];
  if (by === "presence") return [person.presence];
  return by === "gaps" ? person.gaps.map((gap) => gap.kind) : person[by];
}

/** The people that a filter shows. */
export function shown(people: readonly PersonRow[], filter: PeopleFilter): PersonRow[] {
  const parts = Object.entries(filter.parts) as [By, string][];
  const fitting = people.filter((person) => (filter.away || !person.away) && parts.every(([by, key]) => keysOf(person, by).includes(key)));
  return search(filter.text, fitting, (p) => [p.name, p.native_name, p.employer, ...p.titles, ...p.teams, ...p.roles, ...p.skills, ...p.ways.map((w) => w.address)].join(" "));
}

/** Whether a filter leaves anybody out. */
export function isNarrowed(filter: PeopleFilter): boolean {
  return filter.text !== "" || filter.away || Object.keys(filter.parts).length > 0;
}

/** The time where somebody is, with the place; the zone as written where it is not known. */
export function timeThere(zone: string, now: number): string {
  try {
    return zone ? `${wall(now, zone)} ${zoneCity(zone)}` : "";
  } catch {
    return zone;
  }
}

/** Whether somebody is at work, and until when, in their own time. */
export function atWork(person: PersonRow): string {
  const words = presences[person.presence] ?? person.presence;
  if (!person.until || !person.zone) return words;
  try {
    return `${words} until ${wall(instant(person.until), person.zone)} their time`;
  } catch {
    return words;
  }
}

/** A field that two entries of one person say differently. */
export interface Choice {
  key: string;
  label: string;
  many: boolean;
  keep: EntryField["values"];
  other: EntryField["values"];
}

/** What has to be chosen when two entries become one: fields in which both say something, and not the same. */
export function choices(keep: EntryCard, other: EntryCard): Choice[] {
  return keep.fields.flatMap((field) => {
    const theirs = other.fields.find((f) => f.key === field.key)?.values ?? [];
    const same = JSON.stringify(field.values.map((v) => v.id)) === JSON.stringify(theirs.map((v) => v.id));
    if (same || !theirs.length) return [];
    return [{ key: field.key, label: field.label, many: field.many, keep: field.values, other: theirs }];
  });
}

/** Which of the two sides a field takes. */
export type Side = "keep" | "other" | "both";

/** What is proposed: sets grow, and what the one that is kept lacks is taken from the other. */
export function proposed(choice: Choice): Side {
  if (choice.many) return "both";
  return choice.keep.length ? "keep" : "other";
}

/** The values of the one that is kept, by key. */
export function merged(list: readonly Choice[], sides: Readonly<Record<string, Side>>): Record<string, string[]> {
  return Object.fromEntries(
    list.map((choice) => {
      const side = sides[choice.key] ?? proposed(choice);
      const [keep, other] = [choice.keep.map((v) => v.id), choice.other.map((v) => v.id)];
      return [choice.key, side === "keep" ? keep : side === "other" ? other : [...keep, ...other.filter((v) => !keep.includes(v))]];
    }),
  );
}
