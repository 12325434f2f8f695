// What the fake bridge knows of open incidents and cases: the support queue of the sample at 14:47, or ten thousand cases.
import type { Intent } from "../src/generated/Intent";
import type { OpenWork } from "../src/generated/OpenWork";
import type { WorkItem } from "../src/generated/WorkItem";
import type { Board } from "../src/generated/Board";

const at = (time: string): string => `2026-03-11T${time}:00+01:00`;

const item = (row: string, name: string, title: string, more: Partial<WorkItem>): WorkItem => ({
  queue: 0,
  row,
  incident: null,
  name,
  title,
  level: "L1",
  kind: "Problem",
  status: "In progress",
  status_id: "in-progress",
  owner: "Support Agent",
  opened_at: at("14:20"),
  stand: "running",
  clock: "Resolution",
  due_at: at("18:20"),
  risk_at: at("17:30"),
  paused_since: "",
  paused_by: "",
  input: null,
  is_open: true,
  cases: null,
  ...more,
});

const statuses = [
  { id: "new", name: "New", colour: "accent" },
  { id: "in-progress", name: "In progress", colour: "" },
  { id: "awaiting-customer", name: "Awaiting customer", colour: "neutral" },
  { id: "escalated", name: "Escalated", colour: "risk" },
  { id: "resolved", name: "Resolved", colour: "ok" },
];

const queue = (title: string, heading: string, more: Partial<OpenWork["queues"][number]>): OpenWork["queues"][number] => ({
  document: "doc-support",
  title,
  section: "s-tickets",
  heading,
  open: 0,
  oldest_at: "",
  unassigned: 0,
  at_risk: 0,
  breached: 0,
  waiting: 0,
  status_column: "c-status",
  statuses,
  ...more,
});

export const emptyWork: OpenWork = { items: [], queues: [] };

function typical(): OpenWork {
  const part = { id: "inc-2041", number: "INC-2041" };
  return {
    items: [
      item("r-1", "C-118", "Card refused three times", { level: "L2", owner: "", status: "Escalated", status_id: "escalated", opened_at: at("13:57"), stand: "breached", clock: "Response", due_at: at("14:27"), risk_at: at("14:21") }),
      { ...item("", "INC-2041", "Checkout: card payments failing in EU", {}), queue: null, row: null, incident: part, level: "SEV1", kind: "Incident", status: "identified", status_id: "", owner: "Katarzyna Wójcik", opened_at: at("14:05"), stand: "breached", clock: "Executives’ update", due_at: "2026-03-11T14:44:41+01:00", risk_at: at("14:39"), cases: { linked: 4, open: 3 } },
      item("r-2", "C-121", "Voucher is not taken", { stand: "at_risk", due_at: at("14:55"), risk_at: at("14:40"), kind: "Question" }),
      item("r-3", "C-122", "Parcel to another address", { kind: "Order or delivery", owner: "Lan Pham", status: "New", status_id: "new", opened_at: at("14:41") }),
      item("r-5", "C-101", "Refund of a double order", { kind: "Refund", incident: part, opened_at: "2026-03-09T09:00:00+01:00", stand: null, clock: "", due_at: "", risk_at: "" }),
      item("r-4", "C-97", "Wants an invoice", { kind: "Billing", status: "Awaiting customer", status_id: "awaiting-customer", stand: "paused", paused_since: at("13:10"), paused_by: "Awaiting customer", opened_at: at("09:10") }),
      item("r-6", "", "Orders read by the assistant", { queue: 1, level: "", kind: "System", status: "Input required", status_id: "", owner: "Automation Owner", stand: "running", clock: "Input", due_at: at("20:00"), risk_at: at("18:00"), input: { reason: "Missing data", since: at("12:00"), due_at: at("20:00") } }),
    ],
    queues: [
      queue("Support queue", "Requests", { open: 5, oldest_at: "2026-03-09T09:00:00+01:00", unassigned: 1, at_risk: 1, breached: 1 }),
      queue("Integration tracker", "Integrations", { document: "doc-tracker", section: "s-integrations", open: 1, waiting: 1, oldest_at: at("12:00"), statuses: [] , status_column: null }),
    ],
  };
}

function full(): OpenWork {
  const names = ["Lan Pham", "Emre Yılmaz", ""];
  const items = Array.from({ length: 10_000 }, (_, n) =>
    item(`r-${n}`, `C-${n}`, `Card refused at a checkout with a long name of its own ${n}`, { owner: names[n % 3] ?? "", level: `L${(n % 3) + 1}`, status: statuses[n % 4]?.name ?? "", status_id: statuses[n % 4]?.id ?? "" }),
  );
  return { items, queues: [queue("Support queue", "Requests", { open: items.length, oldest_at: at("14:20"), unassigned: 3_333 })] };
}

let held: OpenWork = emptyWork;
let before: OpenWork = emptyWork;
export function fillWork(how: "empty" | "typical" | "full"): void {
  held = how === "empty" ? emptyWork : how === "full" ? full() : typical();
}
export const openWork = (): OpenWork => held;
export const linkedCases = (): Board["cases"] => ({ linked: 4, open: 3 });

/** Carries a change of a case out; says whether it was one. */
export function changeWork(intent: Intent): boolean {
  if (intent.intent === "undo" && intent.document === "doc-support") {
    held = before;
    return true;
  }
  if (intent.intent === "edit") {
    const [edit] = intent.edits;
    if (edit?.edit !== "set" || !edit.path.endsWith("/cells/c-status")) return false;
    const row = edit.path.split("/")[5];
    const status = statuses.find((one) => one.id === edit.value);
    before = held;
    held = { ...held, items: held.items.map((one) => (one.row === row ? { ...one, status_id: status?.id ?? "", status: status?.name ?? "" } : one)) };
    return true;
  }
  if (intent.intent !== "case") return false;
  if (intent.what === "link" && intent.cases.some((of) => of.row === "r-3")) throw { code: "invalid", message: "C-122 is part of INC-2040 already. Nothing was changed. Take it out there first, or leave it out", details: [] };
  return true;
}
