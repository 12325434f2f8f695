/** Open incidents and cases as the overview shows them: how urgent each is now, filters, groups and lanes. Pure. */
import { instant } from "../../components/time";
import type { CaseQueue } from "../../generated/CaseQueue";
import type { CaseRef } from "../../generated/CaseRef";
import type { Edit } from "../../generated/Edit";
import type { WorkItem } from "../../generated/WorkItem";

export type Stand = "breached" | "at_risk" | "running" | "none" | "paused" | "over";

/** What a stand is called, in the order in which it presses. */
export const standWords: Record<Stand, string> = {
  breached: "Breached",
  at_risk: "At risk",
  running: "In time",
  none: "No clock",
  paused: "Paused",
  over: "Over",
};
const standOrder = Object.keys(standWords) as Stand[];

/** How an item stands at a moment: between two readings its clock runs on. */
export function standOf(item: WorkItem, now: number): Stand {
  if (!item.is_open) return "over";
  if (item.stand === null || item.stand === "met" || item.stand === "late") return "none";
  if (item.stand === "paused") return "paused";
  if (item.due_at && now > instant(item.due_at)) return "breached";
  if (item.stand === "breached") return "breached";
  if (item.stand === "at_risk" || (item.risk_at && now >= instant(item.risk_at))) return "at_risk";
  return "running";
}

const hour = 3_600_000;
const ages: { key: string; label: string; below: number }[] = [
  { key: "1h", label: "Under 1 h", below: hour },
  { key: "8h", label: "1 to 8 h", below: 8 * hour },
  { key: "1d", label: "8 to 24 h", below: 24 * hour },
  { key: "3d", label: "1 to 3 days", below: 72 * hour },
  { key: "7d", label: "3 to 7 days", below: 168 * hour },
  { key: "old", label: "Over 7 days", below: Infinity },
];

/** What can be filtered and grouped by. */
export type Field = "level" | "type" | "age" | "stand" | "owner" | "queue";
export const fields: { key: Field; label: string }[] = [
  { key: "stand", label: "Service level" },
  { key: "level", label: "Level" },
  { key: "type", label: "Type" },
  { key: "age", label: "Age" },
  { key: "owner", label: "Owner" },
  { key: "queue", label: "Table" },
];

export interface Part {
  key: string;
  label: string;
}

/** The value of an item in a field: a key to compare, and its words. */
export function partOf(item: WorkItem, field: Field, queues: readonly CaseQueue[], now: number): Part {
  const plain = (text: string, none: string): Part => ({ key: text, label: text || none });
  switch (field) {
    case "level":
      return plain(item.level, "No level");
    case "type":
      return plain(item.kind, "No type");
    case "owner":
      return plain(item.owner, "Nobody");
    case "stand": {
      const stand = standOf(item, now);
      return { key: stand, label: standWords[stand] };
    }
    case "age": {
      if (!item.opened_at) return { key: "", label: "Not known" };
      const old = now - instant(item.opened_at);
      const found = ages.find((age) => old < age.below);
      return { key: found?.key ?? "old", label: found?.label ?? "" };
    }
    case "queue": {
      const queue = item.queue === null ? undefined : queues[item.queue];
      return queue ? { key: String(item.queue), label: queueName(queue, queues) } : { key: "", label: "Incidents" };
    }
  }
}

/** What a table of cases is called: its document, with its heading where the document has several. */
export function queueName(queue: CaseQueue, queues: readonly CaseQueue[]): string {
  return queues.filter((other) => other.document === queue.document).length > 1 ? `${queue.title}: ${queue.heading}` : queue.title;
}

/** The order of the parts of a field: by how they press where that is known, else as words. */
function inOrder(field: Field, parts: Part[]): Part[] {
  const known: readonly string[] = field === "stand" ? standOrder : field === "age" ? ages.map((age) => age.key) : [];
  const place = (part: Part): number => (part.key === "" ? 1e6 : known.indexOf(part.key));
  return [...parts].sort((a, b) => place(a) - place(b) || a.label.localeCompare(b.label, undefined, { numeric: true }));
}

/** The values that a field has among items, each with how many there are. */
export function partsOf(items: readonly WorkItem[], field: Field, queues: readonly CaseQueue[], now: number): (Part & { count: number })[] {
  const found = new Map<string, Part & { count: number }>();
  for (const item of items) {
    const part = partOf(item, field, queues, now);
    const known = found.get(part.key);
    if (known) known.count += 1;
    else found.set(part.key, { ...part, count: 1 });
  }
  return inOrder(field, [...found.values()]) as (Part & { count: number })[];
}

/** A filter: for each field the wanted key, words, and the incident whose cases are shown. */
export interface WorkFilter {
  parts: Partial<Record<Field, string>>;
  text: string;
  incident: string;
}
export const noFilter: WorkFilter = { parts: {}, text: "", incident: "" };
export const isNarrowed = (filter: WorkFilter): boolean => filter.text.trim() !== "" || filter.incident !== "" || Object.keys(filter.parts).length > 0;

/** The items that a filter leaves, in their order. */
export function filtered(items: readonly WorkItem[], filter: WorkFilter, queues: readonly CaseQueue[], now: number): WorkItem[] {
  const words = filter.text.trim().toLowerCase();
  const wanted = Object.entries(filter.parts) as [Field, string][];
  return items.filter(
    (item) =>
      (filter.incident === "" ? item.is_open || item.row === null : item.incident?.id === filter.incident) &&
      wanted.every(([field, key]) => partOf(item, field, queues, now).key === key) &&
      (words === "" || `${item.name} ${item.title} ${item.owner} ${item.status}`.toLowerCase().includes(words)),
  );
}

/** A line of the list: the head of a group, or an item. */
export type WorkLine = { head: string; count: number; key: string } | { item: WorkItem; key: string };

export const keyOf = (item: WorkItem): string => item.row ?? item.incident?.id ?? item.name;

/** Items as lines, under heads where they are grouped. Within a group the most urgent stays first. */
export function linesOf(items: readonly WorkItem[], by: Field | "", queues: readonly CaseQueue[], now: number): WorkLine[] {
  if (by === "") return items.map((item) => ({ item, key: keyOf(item) }));
  const groups = new Map<string, WorkItem[]>();
  for (const item of items) {
    const key = partOf(item, by, queues, now).key;
    const list = groups.get(key);
    if (list) list.push(item);
    else groups.set(key, [item]);
  }
  return partsOf(items, by, queues, now).flatMap((part): WorkLine[] => [
    { head: part.label, count: part.count, key: `head ${part.key}` },
    ...(groups.get(part.key) ?? []).map((item) => ({ item, key: keyOf(item) })),
  ]);
}

/** A lane of the board of a table: a status with its open cases. */
export interface WorkLane {
  key: string;
  label: string;
  colour: string;
  items: WorkItem[];
  /** Whether cards can be moved to it. */
  isOpen: boolean;
}

/** The open cases of a table by status, in the order of its statuses. */
export function lanesOf(items: readonly WorkItem[], queue: CaseQueue): WorkLane[] {
  const lanes = queue.statuses.map((status): WorkLane => ({ key: status.id, label: status.name, colour: status.colour, items: [], isOpen: true }));
  const byKey = new Map(lanes.map((lane) => [lane.key, lane]));
  const others: WorkLane[] = [];
  for (const item of items) {
    const known = byKey.get(item.status_id);
    if (known) known.items.push(item);
    else {
      const lane: WorkLane = { key: item.status_id, label: item.status || "No status", colour: "", items: [item], isOpen: false };
      byKey.set(lane.key, lane);
      others.push(lane);
    }
  }
  return [...others, ...lanes];
}

/** The edit that puts a case into a status, as a cell of its row. */
export function moveTo(queue: CaseQueue, item: WorkItem, status: string): Edit | null {
  if (!item.row || !queue.status_column || item.status_id === status) return null;
  return { edit: "set", path: `/sections/${queue.section}/block/rows/${item.row}/cells/${queue.status_column}`, value: status };
}

/** The cases among items, as the bridge names them. */
export function refsOf(items: readonly WorkItem[], queues: readonly CaseQueue[]): CaseRef[] {
  return items.flatMap((item) => {
    const queue = item.queue === null ? undefined : queues[item.queue];
    return queue && item.row ? [{ document: queue.document, row: item.row }] : [];
  });
}

/** How old something is, to the minute and from two days on to the day: it is not a clock. */
export function ageWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

export const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
