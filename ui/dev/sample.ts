// The sample incident (Northwind Outfitters, INC-2041) as the screens get it at 14:47:12.
import { calls } from "./calls";
import { countsOf } from "./findings";
import type { Backup } from "../src/generated/Backup";
import { duties } from "./duties";
import { replies } from "./replies";
import type { Board } from "../src/generated/Board";
import type { DirectoryEntry } from "../src/generated/DirectoryEntry";
import type { DocumentSummary } from "../src/generated/DocumentSummary";
import type { FindingRow } from "../src/generated/FindingRow";
import type { IncidentSummary } from "../src/generated/IncidentSummary";
import type { LogRow } from "../src/generated/LogRow";
import type { Overview } from "../src/generated/Overview";
import type { Settings } from "../src/generated/Settings";
import type { TemplateSummary } from "../src/generated/TemplateSummary";

export interface Answers {
  overview: Overview;
  board: Board;
  documents: DocumentSummary[];
  templates: TemplateSummary[];
  directory: DirectoryEntry[];
  log: LogRow[];
  settings: Settings;
  backups: Backup[];
}

/** A moment of the day of the incident, in Berlin's winter time. */
const at = (time: string): string => `2026-03-11T${time.length === 5 ? `${time}:00` : time}+01:00`;

/** `?exercise` shows what an exercise looks like. */
const isExercise = new URLSearchParams(globalThis.location?.search ?? "").has("exercise");

const incident: IncidentSummary = {
  id: "inc-2041",
  number: "INC-2041",
  title: `${isExercise ? "EXERCISE: " : ""}Checkout: card payments failing in EU`,
  exercise: isExercise,
  severity: "SEV1",
  state: "identified",
  state_since: at("14:41"),
  declared_at: at("14:05"),
  resolved_at: null,
  commander: "Katarzyna Wójcik",
  period: { number: 1, from: at("14:05"), to: at("18:05") },
  is_open: true,
};

const finding = (rule: string, level: string, title: string, place: string, message: string, fix: string | null = null): FindingRow => ({
  rule,
  level,
  document: "doc-raci",
  document_title: "Who does what in a major incident",
  section: null,
  row: null,
  column: null,
  place,
  title,
  message,
  fix,
});

const entry = (time: string, kind: string, label: string, text: string, author: string): LogRow => ({
  id: `log-${time}-${kind}`,
  incident: incident.id,
  event_at: at(time),
  entered_at: at(time),
  kind,
  label,
  text,
  author,
  recorded_by: null,
  corrects: null,
  corrected: null,
  hash: "7f3a91c2",
  people: [],
  files: [],
});

const person = (name: string, note: string, zone: string, channels: string[]): DirectoryEntry => ({
  id: `person-${name}`,
  kind: "person",
  name,
  call: name,
  note,
  document: `doc-${name}`,
  channels,
  zone,
});

const summary = (id: string, title: string, kind: string, status: string, owner: string, more: Partial<DocumentSummary> = {}): DocumentSummary => ({
  id,
  title,
  template: "",
  kind,
  incident: null,
  incident_number: "",
  status,
  version: "1.0",
  owner,
  next_review: "",
  review_overdue: false,
  last_tested: "",
  errors: 0,
  warnings: 0,
  changed_at: at("14:12"),
  ...more,
});

const template = (name: string, title: string, subtitle: string, category: string, kinds: string[]): TemplateSummary => ({
  name,
  language: "en",
  title,
  subtitle,
  category,
  sections: kinds.length,
  kinds,
  file: "",
  errors: [],
});

const update = (name: string, state: string, due: string | null, words: string, owner: string, number: number): Board["updates"][number] => ({
  audience: `audience-${name}`,
  name,
  state,
  due_at: due ? at(due) : null,
  is_promised: true,
  words,
  owner,
  approver: "Katarzyna Wójcik",
  channel: "e-mail",
  stage: "Identified",
  number,
  in_outbox: null,
  last_sent_at: null,
  planned: null,
  explanation: "SEV1, identified: every 30 min for executives",
});

const level = (name: string, clock: string, target: string, state: string, when: string, words: string): Board["levels"][number] => ({
  level: name,
  clock,
  target,
  backup: "",
  notify: "phone",
  state,
  at: at(when),
  is_unreached: false,
  may_decline: true,
  words,
  explanation: "Escalation, payments: SEV1",
});

const mark = (lane: string, when: string, label: string, state: string): Board["tape"][number] => ({ lane, at: at(when), label, state, entry: lane === "log" ? "log-14:44-decided" : null });

export function sampleAnswers(overfull: boolean): Answers {
  const board: Board = {
    incident: { ...incident },
    services: ["Checkout API", "Payments gateway"],
    clocks: [
      { id: "u-exec", kind: "update", state: "overdue", due_at: at("14:44:41"), at_risk_at: at("14:39:41"), subject: "Executives’ update", detail: "Promised for 14:44:41 by Nguyễn Thị Mai", audience: "audience-Executives", level: null },
      { id: "e-l3", kind: "escalation", state: "at_risk", due_at: at("14:49:42"), at_risk_at: at("14:44:42"), subject: "Escalation to L3", detail: "14:49:42 · calls Kim Ji-woo and Harbourline", audience: null, level: "L3" },
      { id: "u-cust", kind: "update", state: "due", due_at: at("14:51:22"), at_risk_at: at("14:48:22"), subject: "Customers’ update", detail: "14:51:22 · waits for approval", audience: "audience-Customers (all)", level: null },
      { id: "u-part", kind: "update", state: "due", due_at: at("15:00"), at_risk_at: at("14:55"), subject: "Partners’ update", detail: "15:00:00", audience: "audience-Partners", level: null },
      { id: "e-ceo", kind: "escalation", state: "upcoming", due_at: at("16:05"), at_risk_at: at("16:00"), subject: "CEO told", detail: "16:05:00 · by age", audience: null, level: "CEO" },
      { id: "p-1", kind: "period", state: "upcoming", due_at: at("18:05"), at_risk_at: at("17:35"), subject: "Period 1 ends", detail: "18:05:00 · hand over", audience: null, level: null },
    ],
    tape: [
      mark("clock", "14:20", "Manager told", "done"),
      mark("clock", "14:35", "CTO told, 1 min late", "late"),
      mark("clock", "14:44:41", "Executives 14:44", "overdue"),
      mark("clock", "14:49:42", "L3 14:49", "at_risk"),
      mark("clock", "14:51:22", "Customers 14:51", "due"),
      mark("clock", "15:00", "Partners 15:00", "due"),
      mark("log", "14:18", "Freeze deployments", "plain"),
      mark("log", "14:24", "Pool suspected", "plain"),
      mark("log", "14:31", "Pool ruled out", "plain"),
      mark("log", "14:33", "Database expert called", "plain"),
      mark("log", "14:41", "Identified", "plain"),
      mark("log", "14:44", "Roll back", "plain"),
    ],
    situation: {
      conditions: "38 % of EU card payments fail, about 4,100 orders; wallets unaffected. Cause: Harbourline client certificate rotated in 4.2 without the intermediate.",
      actions: "Rolling back 4.2, 2 of 12 nodes done, complete about 15:03. Deployments frozen since 14:18.",
      needs: "Harbourline to confirm the chain. Privacy: were card tokens logged?",
      at: at("14:46"),
      by: "Kim Ji-woo",
    },
    updates: [
      update("Executives", "overdue", "14:44:41", "writing", "Nguyễn Thị Mai", 2),
      update("Customers (all)", "due", "14:51:22", "approval", "Nguyễn Thị Mai", 4),
      update("Strategic customers", "follows", "14:51:22", "as Customers", "Aisha Bello", 4),
      update("Support staff", "follows", "14:51:22", "as Customers", "Aisha Bello", 4),
      update("Partners", "upcoming", "15:00", "not started", "Nguyễn Thị Mai", 2),
      update("Data protection authority", "none", null, "no clock yet", "Priya Raman", 1),
    ],
    scheduled: [],
    skipped: [{ audience: "Partners", due_at: at("14:30"), at: at("14:29"), reason: "No partner affected yet" }],
    replies: replies(),
    obligations: duties(),
    sent: [
      { id: "sent-customers-3", audience: "Customers (all)", number: 3, sent_at: at("14:31"), via: "e-mail, status page", by: "Nguyễn Thị Mai", score: "kept", late_seconds: 0, retracted_at: null, retracted: "", next_at: at("14:51:22"), body: "As of 14:31 CET.\n\nAbout 38 % of card payments in the EU fail. Wallets work.\n\nNext update by 14:51 CET." },
      { id: "sent-strategic-2", audience: "Strategic customers", number: 2, sent_at: at("14:32:10"), via: "e-mail", by: "Aisha Bello", score: "", late_seconds: 0, retracted_at: null, retracted: "", next_at: null, body: "As of 14:32 CET card payments in the EU are still disturbed." },
      { id: "sent-support-3", audience: "Support staff", number: 3, sent_at: at("14:31:50"), via: "chat", by: "Aisha Bello", score: "", late_seconds: 0, retracted_at: null, retracted: "", next_at: null, body: "As of 14:32 CET.\n\n**Say.** Card payments in the EU are disturbed; wallets work." },
      { id: "sent-executives-1", audience: "Executives", number: 1, sent_at: at("14:14:41"), via: "e-mail", by: "Nguyễn Thị Mai", score: "kept", late_seconds: 0, retracted_at: null, retracted: "", next_at: at("14:44:41"), body: "Card payments fail in the EU since 13:58." },
      { id: "sent-customers-1", audience: "Customers (all)", number: 1, sent_at: at("14:06"), via: "status page", by: "Nguyễn Thị Mai", score: "", late_seconds: 0, retracted_at: null, retracted: "", next_at: at("14:26"), body: "We are looking into failing card payments." },
    ],
    levels: [
      level("L1", "functional", "On-call engineer", "acknowledged", "14:02", "acknowledged"),
      level("L2", "functional", "Chen Wei 陈伟, database", "acknowledged", "14:34:42", "acknowledged"),
      level("L3", "functional", "Kim Ji-woo, Harbourline", "at_risk", "14:49:42", "called at 14:49"),
      level("Manager", "hierarchical", "15 min of age, Sofia Brandt", "told", "14:20", "told on time"),
      level("CTO", "hierarchical", "30 min, Jonas Lindqvist", "told", "14:36", "told 1 min late"),
      level("CEO", "hierarchical", "120 min, Henrik Dahl", "upcoming", "16:05", "told at 16:05"),
    ],
    calls: [],
    paused: null,
    pause_reasons: [
      { reason: "Waiting for the vendor", meaning: "Ticket open, the vendor has acknowledged", approver: "Incident Commander" },
      { reason: "Change window", meaning: "The remedy is ready and waits for its window", approver: "Incident Commander" },
    ],
    cases: { linked: 4, open: 3 },
    actions: [
      ["Failed-order list to support", "Chen Wei", "14:40"],
      ["Confirm chain with Harbourline", "Kim Ji-woo", "14:45"],
      ["Storefront banner: pay by wallet", "Aisha Bello", "14:50"],
      ["Pause campaign “Spring ride”", "Aisha Bello", "15:00"],
      ["Roll back Payments gateway to 4.1", "Kim Ji-woo", "15:03"],
      ["Brief strategic account managers", "Aisha Bello", "15:10"],
      ["Search gateway logs for card tokens", "Priya Raman", "16:00"],
    ].map(([text = "", owner = "", due = ""], n) => ({ id: `action-${n}`, text, owner, due_at: at(due) })),
    objectives: [
      ["Find the cause", "Chen Wei", "met", "14:41"],
      ["Restore card payments", "Kim Ji-woo", "open", "15:03"],
      ["Return to normal errors, below 0.3 %", "Kim Ji-woo", "new", "15:30"],
      ["Know if card tokens leaked", "Priya Raman", "open", "16:00"],
      ["No order lost or paid twice", "Chen Wei", "new", "17:00"],
    ].map(([text = "", owner = "", state = "", target = ""], n) => ({ document: "doc-iap", section: "s2", row: `o${n}`, no: String(n + 1), text, owner, state, target: at(target) })),
    approvals: [{ document: "doc-updates", title: "Customers’ update 4, draft 2", checkpoint: "Commander", approver: "Katarzyna Wójcik", asked_by: "Nguyễn Thị Mai", asked_at: at("14:45"), subject: "[SEV1] INC-2041 Checkout: card payments failing in EU", text: "As of 14:47 CET. Release 4.2 is being rolled back.", hash: "7f3a91c2" }],
    findings: [
      finding("X-4", "error", "Approver differs", "Approve external message", "RACI: Incident Commander. Communication plan: Executive Liaison."),
      finding("R-H1", "error", "Contact vendor has no A", "Contact vendor", "Nobody is accountable; Kim Ji-woo is R.", "Make Ji-woo A and R"),
      finding("X-18", "warning", "Objective 5 has no task", "2 Objectives, row 5", "No assignment in the execution plan serves “No order lost or paid twice”."),
      finding("R-V2", "warning", "Incident Commander holds 6 of 10 A", "Incident Commander", "More than half. Keep the log could be the Scribe’s."),
      finding("R-V1", "warning", "Customer Liaison has no A and no R", "Customer Liaison", "Move to the communication plan, or give work."),
      finding("R-H4", "warning", "4 consulted on the review", "Run post-incident review", "More than 3 slows the decision."),
    ],
    finding_counts: [],
    roles: [
      { role: "Incident Commander", person: "Katarzyna Wójcik", since: at("14:05") },
      { role: "Communications Lead", person: "Nguyễn Thị Mai", since: at("14:06") },
    ],
    hand_overs: [],
    planning: { step: "Approval of the plan", forms: "ICS 202 to 206", missing: "“Plan for period 1” is not approved as it stands", is_last: false, document: "doc-iap", section: null },
    plans: [
      { part: "action", document: "doc-iap", title: "INC-2041 action plan" },
      { part: "communication", document: "doc-updates", title: "INC-2041 updates" },
      { part: "raci", document: "doc-raci", title: "Who does what in a major incident" },
      { part: "escalation", document: "doc-esc", title: "Escalation, payments" },
    ],
  };
  board.finding_counts = countsOf(board.findings);
  if (overfull) {
    board.calls = calls(at);
    board.actions = Array.from({ length: 24 }, (_, n) => ({ id: `many-${n}`, text: `A long action that somebody has to do before the others can go on, number ${n + 1}`, owner: "Katarzyna Wójcik-Brzęczyszczykiewicz", due_at: at(`15:${String(n + 10).padStart(2, "0")}`) }));
    board.tape = [...board.tape, ...Array.from({ length: 20 }, (_, n) => mark("log", `14:${String(25 + n).padStart(2, "0")}`, `Something else happened ${n}`, "plain"))];
    board.incident.title = "Checkout: card payments failing in the European Union, the United Kingdom and Switzerland for everybody with a card";
    board.updates = [...board.updates, ...board.updates.map((u) => ({ ...u, audience: `${u.audience} 2`, name: `${u.name}, second region` }))];
  }
  const me = "Katarzyna Wójcik";
  return {
    overview: {
      now: at("14:47:12"),
      zone: "Europe/Berlin",
      clock_runs: false,
      is_time_supposed: false,
      is_sample: true,
      me,
      me_id: `person-${me}`,
      incidents: overfull ? [board.incident, { ...incident, id: "inc-2042", number: "INC-2042", title: "Support portal slow", severity: "SEV3" }] : [board.incident],
      documents: 9,
      people: 9,
      data_folder: "/home/katarzyna/.local/share/org.bridgebook.Bridgebook/sample",
      saved_at: at("14:47:09"),
      silence: null,
      version: "0.1.0",
    },
    board,
    documents: [
      summary("doc-iap", "INC-2041 action plan", "Action plan", "draft", me, { incident: incident.id, incident_number: "INC-2041", version: "0.4", next_review: "in this period", warnings: 3, changed_at: at("14:47") }),
      summary("doc-updates", "INC-2041 updates", "Communication", "active", "Nguyễn Thị Mai", { incident: incident.id, incident_number: "INC-2041", warnings: 2, changed_at: at("14:46") }),
      summary("doc-raci", "Who does what in a major incident", "RACI", "active", me, { version: "2.1", next_review: "1 Jun", last_tested: "18 Feb", errors: 2, warnings: 3 }),
      summary("doc-esc", "Escalation, payments", "Escalation", "active", "Kim Ji-woo", { version: "1.4", next_review: "1 May", last_tested: "18 Feb", errors: 1, warnings: 1, changed_at: "2026-03-02T10:00:00+01:00" }),
      summary("doc-comms", "Communication plan, online shop", "Communication", "active", "Nguyễn Thị Mai", { version: "3.0", next_review: "27 Feb", review_overdue: true, errors: 1, changed_at: "2026-02-27T10:00:00+01:00" }),
      summary("doc-hand", "Hand-over, commander", "Hand-over", "in review", "Tomás Herrera", { version: "0.9", changed_at: "2026-02-20T10:00:00+01:00" }),
    ],
    templates: [
      template("incident-action-plan", "Incident action plan", "ICS 202 to 214, adapted", "plan", ["fields", "prose", "table", "checklist"]),
      template("communication-plan", "Communication plan", "audiences, cadence, stages", "communicate", ["prose", "cadence", "contacts"]),
      template("raci-major-incident", "RACI, major incident", "10 activities, 8 roles", "roles", ["raci"]),
      template("escalation-matrix", "Escalation matrix", "two clocks", "escalate", ["escalation", "contacts"]),
      template("person", "Person", "channels, hours, skills", "directory", ["fields", "table"]),
    ],
    directory: [
      person(me, "Incident Commander", "Europe/Warsaw", ["phone +48 22 555 01 07", "Signal", "e-mail"]),
      person("Nguyễn Thị Mai", "Communications Lead", "Asia/Ho_Chi_Minh", ["phone", "e-mail"]),
      person("Kim Ji-woo", "Operations Lead, payments · 김지우", "Asia/Seoul", ["phone", "chat"]),
      person("Emre Yılmaz", "Scribe", "Europe/Istanbul", ["chat", "e-mail"]),
      person("Chen Wei", "Database expert · 陈伟", "Asia/Shanghai", ["phone", "chat"]),
      person("Aisha Bello", "Customer Liaison, support lead", "Africa/Lagos", ["phone", "e-mail"]),
      person("Jonas Lindqvist", "Executive Liaison, CTO", "Europe/Stockholm", ["phone"]),
      ...["Checkout API", "Payments gateway", "Orders database", "Storefront", "Support portal"].map((name): DirectoryEntry => ({ id: `service-${name}`, kind: "service", name, call: name, note: "", document: "doc-services", channels: [], zone: "" })),
      ...["Incident Commander", "Communications Lead", "Operations Lead", "Scribe"].map((name): DirectoryEntry => ({ id: `role-${name}`, kind: "role", name, call: name, note: "", document: "doc-roles", channels: [], zone: "" })),
    ],
    log: [
      entry("14:46", "event", "Event", "Rollback at 2 of 12 nodes; first node takes card payments again.", "Kim Ji-woo"),
      entry("14:45", "update_drafted", "Comms", "Customers’ update 4, draft 2 sent for approval.", "Nguyễn Thị Mai"),
      entry("14:44:41", "promise_passed", "Clock", "Executives’ update passed its promise of 14:44:41.", "Bridgebook"),
      entry("14:44", "decided", "Decision", "Roll back 4.2. Accountable: Operations Lead. Consulted: database.", "Kim Ji-woo"),
      entry("14:41", "state_changed", "Identified", "Harbourline client certificate rotated in 4.2 without the intermediate.", "Chen Wei"),
      entry("14:36", "level_called", "Escalation", "CTO told, 1 min late.", "Emre Yılmaz"),
      entry("14:34", "level_acknowledged", "Escalation", "L2 acknowledged.", "Chen Wei"),
      entry("14:31", "update_sent", "Comms", "Customers’ update 3 sent. Next promised 14:51.", "Nguyễn Thị Mai"),
      entry("14:30", "hypothesis", "Hypothesis", "Connection pool ruled out.", "Chen Wei"),
      entry("14:24", "hypothesis", "Hypothesis", "Connection pool exhausted after 4.2.", "Kim Ji-woo"),
      entry("14:20", "level_called", "Escalation", "Manager told at 15 min.", "Emre Yılmaz"),
      entry("14:18", "decided", "Decision", "Freeze all deployments.", me),
      entry("14:05", "declared", "Declared", "SEV1, Checkout: card payments failing in EU.", me),
    ],
    settings: {
      values: { theme: "system", density: "", single_letter_keys: "on", zone: "Europe/Berlin", organisation: "Northwind Outfitters", incident_prefix: "INC", paper: "a4" },
      data_folder: "/home/katarzyna/.local/share/org.bridgebook.Bridgebook/sample",
      backup_folder: "/home/katarzyna/.local/share/org.bridgebook.Bridgebook/sample/backups",
      template_folder: "/home/katarzyna/.local/share/org.bridgebook.Bridgebook/templates",
      size_kib: 4312,
    },
    backups: [{ path: "/home/katarzyna/.local/share/org.bridgebook.Bridgebook/sample/backups/2026-03-11T14.bbok", made_at: at("14:00"), size_kib: 4280 }],
  };
}

/** What the incident says of the variables of a message, as the backend words it. */
export function variablesOf(board: Board, audience: string): Record<string, string> {
  const { incident, services, updates } = board;
  const minute = (moment: string): string => moment.slice(0, 16).replace("T", " ");
  const due = updates.find((each) => each.name === audience || each.audience === audience)?.due_at;
  return {
    "incident.name": incident.title,
    "incident.number": incident.number,
    "incident.severity": incident.severity,
    "incident.start": minute(incident.declared_at),
    services: services.join(", "),
    commander: incident.commander,
    as_of: minute(at("14:47")),
    ...(due ? { next_update_at: minute(due) } : {}),
  };
}

export function emptyAnswers(): Answers {
  const sample = sampleAnswers(false);
  return {
    ...sample,
    overview: { ...sample.overview, incidents: [], documents: 0, people: 0, is_sample: false, clock_runs: true, me: "katarzyna", me_id: null, now: new Date().toISOString(), saved_at: "" },
    documents: [],
    directory: [],
    log: [],
    backups: [],
  };
}
