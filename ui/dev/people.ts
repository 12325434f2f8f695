// The people of the sample as the directory answers about them, and what changes them.
import type { Answer } from "../src/generated/Answer";
import type { AskedPeople } from "../src/generated/AskedPeople";
import type { DirectoryEntry } from "../src/generated/DirectoryEntry";
import type { EntryCard } from "../src/generated/EntryCard";
import type { EntryField } from "../src/generated/EntryField";
import type { PeopleAnswer } from "../src/generated/PeopleAnswer";
import type { PeopleIntent } from "../src/generated/PeopleIntent";
import type { PersonRow } from "../src/generated/PersonRow";

const changed = new Map<string, Record<string, string[]>>();
let separate = true;

/** Forgets what was changed, between tests. */
export function resetPeople(): void {
  changed.clear();
  separate = true;
}

function row(entry: DirectoryEntry, at: number): PersonRow {
  const set = changed.get(entry.id) ?? {};
  const confirmed = set["last_confirmed"]?.[0] ?? (at % 3 ? "2026-03-02" : "");
  return {
    id: entry.id,
    name: set["name"]?.[0] ?? entry.name,
    native_name: "",
    employer: "Northwind Outfitters",
    titles: set["titles"] ?? (entry.note ? [entry.note] : []),
    ways: entry.channels.map((channel) => ({ kind: channel.startsWith("phone") ? "phone" : "e-mail", address: channel, depends_on: channel.startsWith("phone") ? [] : ["Identity provider"] })),
    zone: entry.zone,
    presence: at % 2 ? "away" : "there",
    until: "2026-03-11T17:00:00Z",
    languages: ["English"],
    skills: at % 2 ? ["Payments"] : ["Database"],
    teams: at % 2 ? ["Payments"] : ["Platform"],
    roles: [],
    services: [],
    backup: null,
    last_confirmed: confirmed,
    sensitive: false,
    away: false,
    gaps: [{ kind: "no-backup", words: "Nobody stands in for them" }, ...(confirmed ? [] : [{ kind: "not-confirmed", words: "Never confirmed" }])],
  };
}

export function rowsOf(directory: readonly DirectoryEntry[]): PersonRow[] {
  return directory.filter((entry) => entry.kind === "person").map(row);
}

function field(key: string, label: string, values: readonly string[], more: Partial<EntryField> = {}): EntryField {
  return { key, label, column_type: "text", many: false, of: [], choices: [], hint: "", values: values.map((name) => ({ id: name, name })), ...more };
}

function cardOf(directory: readonly DirectoryEntry[], id: string): EntryCard {
  const entry = directory.find((e) => e.id === id);
  const person = rowsOf(directory).find((r) => r.id === id) ?? null;
  if (!entry) throw { code: "not_found", message: `The directory has no entry “${id}”. Nothing was changed`, details: null };
  return {
    id,
    kind: entry.kind,
    name: person?.name ?? entry.name,
    document: entry.document,
    person,
    fields: person
      ? [
          field("name", "Name", [person.name]),
          field("titles", "Titles", person.titles, { many: true }),
          field("zone", "Time zone", [person.zone], { hint: "For instance Europe/Berlin" }),
          field("backup", "Backup", [], { column_type: "reference", of: ["person"] }),
          field("sensitive", "Sensitive, not for publication", [], { column_type: "yes-no" }),
        ]
      : [field("name", "Name", [entry.name])],
    merged: [],
    can_undo: changed.has(id),
  };
}

function answerOf(asked: AskedPeople, directory: readonly DirectoryEntry[]): PeopleAnswer {
  switch (asked.what) {
    case "list":
      return { what: "list", of: rowsOf(directory) };
    case "entry":
      return { what: "entry", of: cardOf(directory, asked.id) };
    case "used":
      return {
        what: "used",
        of: {
          id: asked.id,
          name: directory.find((e) => e.id === asked.id)?.name ?? "",
          places: [
            { how: "linked", document: "doc-iap", title: "Action plan", section: null, row: null, path: "/header/owner", place: "3 Roster, row 2, Deputy" },
            { how: "written", document: "doc-iap", title: "Action plan", section: null, row: null, path: "/header/prepared_by", place: "Header" },
          ],
          held: [{ incident: "inc-2041", title: "INC-2041 Checkout fails", kind: "role", words: "Operations Lead" }],
        },
      };
    case "doubles": {
      const [one, two] = directory.filter((e) => e.kind === "person");
      return { what: "doubles", of: one && two && separate ? [{ keep: cardOf(directory, one.id), other: cardOf(directory, two.id), shares: ["phone"] }] : [] };
    }
    case "preview":
      return {
        what: "preview",
        of: {
          file_name: asked.file.file_name,
          rows: [
            { line: 1, name: "Ada Brandt", standing: "new", of: null, candidates: [], why: "", changes: [{ label: "Phones", before: [], after: ["+49 30 555"] }] },
            { line: 8, name: "Kim Ji-woo", standing: "unclear", of: null, candidates: [{ id: "person-kim", name: "Kim Ji-woo" }], why: "Somebody in the directory has this name, and no address or number in common with it.", changes: [] },
            { line: 15, name: "Chen Wei", standing: "same", of: { id: "person-chen", name: "Chen Wei" }, candidates: [], why: "", changes: [] },
          ],
          remarks: ["line 3: 1 photo was left out: the directory keeps no pictures of people."],
          seal: "seal",
        },
      };
    case "text":
      return { what: "text", of: "" };
  }
}

export function people(asked: AskedPeople, directory: readonly DirectoryEntry[]): Answer {
  return { answer: "people", value: answerOf(asked, directory) };
}

/** Carries a change out; the document that changed, if one did. */
export function changePeople(intent: PeopleIntent): string | null {
  if (intent.what === "set") {
    if (intent.key === "zone" && intent.values[0] === "Nowhere") throw { code: "invalid", message: "“Nowhere” is not a time zone. Nothing was changed", details: null };
    changed.set(intent.id, { ...changed.get(intent.id), [intent.key]: intent.values });
    return intent.id;
  }
  if (intent.what === "confirm") {
    for (const id of intent.ids) changed.set(id, { ...changed.get(id), last_confirmed: ["2026-03-11"] });
    return intent.ids[0] ?? null;
  }
  if (intent.what === "merge" || intent.what === "distinct") separate = false;
  return intent.what === "merge" ? intent.keep : null;
}
