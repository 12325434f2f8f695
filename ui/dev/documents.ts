// Documents of the fake bridge: the four of the sample, kept in memory. Edits are applied as the
// window shows them before the answer, with an undo that puts the whole content back.
import type { Block } from "../src/generated/Block";
import type { Change } from "../src/generated/Change";
import type { Column } from "../src/generated/Column";
import type { Document } from "../src/generated/Document";
import type { DocumentSummary } from "../src/generated/DocumentSummary";
import type { Edit } from "../src/generated/Edit";
import type { FindingRow } from "../src/generated/FindingRow";
import type { OpenDocument } from "../src/generated/OpenDocument";
import type { Section } from "../src/generated/Section";
import type { Value } from "../src/generated/Value";
import { textAt, withValue } from "../src/features/document/local";
import { isEmptyBlock, liveSections, many, numbersOf } from "../src/features/document/model";
import { partsOf } from "../src/features/document/paths";
import { applySplice } from "../src/features/document/splice";
import { listed, manyFindings } from "./findings";
import { bare, cards, fixEdits, large, matrixFindings } from "./matrix";

let made = 0;
const newId = (): string => `00000000-0000-7000-8000-${String((made += 1)).padStart(12, "0")}`;
const position = (at: number): string => String(at).padStart(6, "0");

type Cells = (Value | null)[];
const column = (name: string, type = "text", more: Partial<Column> = {}): Column => ({ pos: "", name, type, ...more });
const people = { options: { of: "person role team" } };

function grid(columns: Record<string, Column>, rows: Cells[], settings: Record<string, Value> = {}, more: Record<string, Record<string, Value>> = {}): Block {
  const ids = Object.keys(columns);
  return {
    settings,
    columns: Object.fromEntries(ids.map((id, at) => [id, { key: id, ...(columns[id] as Column), pos: position(at) }])),
    rows: Object.fromEntries(
      rows.map((cells, at) => [
        `row-${at + 1}`,
        { pos: position(at * 10), cells: Object.fromEntries(cells.flatMap((value, c) => (value === null ? [] : [[ids[c] ?? "", more[`row-${at + 1}`]?.[ids[c] ?? ""] ?? value]]))) },
      ]),
    ),
  };
}

const section = (heading: string, kind: string, block: Block, more: Partial<Section> = {}): Section => ({ pos: "", heading, depth: 1, kind, block, ...more });
const states = {
  open: { pos: "1", name: "open", colour: "neutral" },
  met: { pos: "2", name: "met", colour: "ok" },
  stuck: { pos: "3", name: "no task", colour: "risk" },
};

function document(title: string, header: Record<string, Value>, sections: Record<string, Section>): Document {
  const placed = Object.entries(sections).map(([id, s], at): [string, Section] => [id, { ...s, pos: position(at * 10) }]);
  return { format: 1, header: { title, ...header }, sections: Object.fromEntries(placed) };
}

const due = (time: string): string => `2026-03-11T${String(Number(time.slice(0, 2)) - 1).padStart(2, "0")}${time.slice(2)}:00Z`;
const p = (name: string): string => `person-${name}`;

function plan(): Document {
  return document(
    "Incident action plan",
    { subtitle: "Adapted from ICS 202 to 214 · Northwind Outfitters", classification: "TLP:AMBER", version: "0.4", status: "draft", prepared_by: p("Emre Yılmaz"), template: "incident-action-plan" },
    {
      situation: section("Situation summary", "prose", {
        text: "Since 13:58 about 38 % of card payments in the EU fail at checkout: some 4,100 orders so far. Wallets and all other regions are unaffected. Deployment 4.2 of the [Payments gateway](https://example.org/gateway) went out at 13:52.\n\nAt 14:41 Chen Wei identified the cause: 4.2 rotated the PayLane client certificate without its intermediate, so the acquirer refuses the connection. The rollback is running on **2 of 12** nodes.\n\n- [x] freeze deployments\n- [ ] confirm with the acquirer[^1]\n\n[^1]: Hotline 24 x 7.\n",
      }),
      objectives: section("Objectives", "table", grid(
        {
          objective: column("Objective", "text", { options: { required: "yes" } }), owner: column("Owner", "reference", people), due: column("Due", "instant"),
          measure: column("Measure"), state: column("State", "choice", { choices: states }),
        },
        [
          ["Find the cause", p("Chen Wei"), due("14:45"), "cause confirmed", "met"],
          ["Restore card payments", p("Kim Ji-woo"), due("15:03"), "12 of 12 nodes on 4.1", "open"],
          ["Return to normal errors", p("Kim Ji-woo"), due("15:30"), "below 0.3 %", "open"],
          ["Know if card tokens leaked", "Priya Raman", due("16:00"), "yes or no, evidence", "open"],
          ["No order lost or paid twice", p("Chen Wei"), "soon", "0 unreconciled", "stuck"],
        ],
      )),
      facts: section("Facts", "fields", grid(
        { start: column("Started", "instant"), impact: column("Impact", "percent"), freeze: column("Change freeze", "yes-no"), lead: column("Technical lead", "reference", people), time: column("Time box", "duration") },
        [[due("13:58"), "38", "yes", p("Kim Ji-woo"), "PT20M"]],
      )),
      checklist: section("First steps", "checklist", grid(
        { item: column("Item"), owner: column("Owner", "reference", people), done: column("Done", "yes-no") },
        [["Open the bridge", p("Emre Yılmaz"), "yes"], ["Freeze deployments", p("Kim Ji-woo"), "yes"], ["Tell the acquirer", null, "no"]],
      )),
      risks: section("Risks and safety", "prose", {}, { guidance: "Name what could make it **worse**: rollbacks, data, people's hours. One line each.", label: "ICS 215A" }),
      many: section("Orders to reconcile", "table", grid(
        Object.fromEntries(Array.from({ length: 20 }, (_, c) => [`c${c}`, column(`Column ${c + 1}`, c % 3 === 1 ? "number" : "text")])),
        Array.from({ length: 1000 }, (_, r) => Array.from({ length: 20 }, (_, c) => (c % 3 === 1 ? String(r * c) : `Order ${r + 1}.${c + 1}`))),
      )),
    },
  );
}

/** `?raci=empty`, `full` (100 x 30) or `wide` (100 x 60) puts another matrix in the place of the sample's. */
const wantedMatrix = new URLSearchParams(globalThis.location?.search ?? "").get("raci");

function raci(): Document {
  if (wantedMatrix) {
    const { columns, rows } = wantedMatrix === "empty" ? { columns: bare(), rows: [] } : large(wantedMatrix === "wide" ? 60 : 30);
    return document("Who does what in a major incident", { version: "0.1", status: "draft", template: "raci-major-incident" }, { matrix: section("Matrix", "raci", grid(columns, rows, { scheme: "RACI" })) });
  }
  const roles = ["Incident Commander:Katarzyna Wójcik", "Operations Lead:Kim Ji-woo", "Comms Lead:Nguyễn Thị Mai", "Customer Liaison:Aisha Bello", "Executive Liaison:Jonas Lindqvist", "Legal and Privacy:Priya Raman", "Database expert:Chen Wei", "Scribe:Emre Yılmaz"];
  const columns: Record<string, Column> = { stage: column("Stage"), activity: column("Activity", "text", { options: { required: "yes" } }) };
  roles.forEach((role, at) => {
    const [name = "", person = ""] = role.split(":");
    columns[`role-${at}`] = column(name, "letters", { key: "", options: { person: p(person), kind: "human" } });
  });
  columns["ai_assist"] = column("AI assist", "choice", { choices: Object.fromEntries(["none", "draft", "classify", "summarise"].map((name, at) => [name, { pos: String(at), name }])) });
  columns["human_review"] = column("Human review", "choice", { choices: Object.fromEntries(["sample", "mandatory"].map((name, at) => [name, { pos: String(at), name }])) });
  const row = (stage: string, activity: string, letters: string, ai = "none", review: string | null = null): Cells => [
    stage, activity, ...letters.split("|").map((cell) => (cell.trim() ? many(cell.trim().split("")) : null)), ai, review,
  ];
  const noted = (): Value => ({ R: "at night the second on-call" });
  return document("Who does what in a major incident", { version: "2.1", status: "active", template: "raci-major-incident" }, {
    scope: section("Scope", "prose", { text: "Every incident at SEV1 and SEV2." }),
    matrix: section("Matrix", "raci", grid(columns, [
      row("Declare", "Declare incident", "AR|C|I|I|I| | |I"),
      row("Declare", "Set severity", "A|R|I| |I| |C|I", "draft", "mandatory"),
      row("Communicate", "Approve external message", "A| |R|C| |C| | "),
      row("Communicate", "Send update", " | |AR|C|I| | |I", "draft", "mandatory"),
      row("Communicate", "Notify authority", "I| |C| |A|R| | "),
      row("Restore", "Decide rollback", "I|A|I| | | |R|I"),
      row("Restore", "Contact vendor", "I|R| | | | |C| "),
      row("Close", "Close incident", "A|R|C|I|I| | |I"),
      row("Close", "Run post-incident review", "A|R|C|C|I|C|C|I", "summarise", "sample"),
      row("Close", "Keep the log", "A| | | | | | |R", "classify", "sample"),
    ], { scheme: "RACI" }, { "row-7": { "role-1": noted() } })),
  });
}

function escalation(): Document {
  const ways = Object.fromEntries(["page", "phone", "chat", "e-mail", "ticket"].map((name, at) => [name, { pos: String(at), name }]));
  const columns: Record<string, Column> = {
    severity: column("Severity", "reference", { options: { of: "severity" } }), level: column("Level", "text", { options: { required: "yes" } }),
    clock: column("Clock", "choice", { choices: { functional: { pos: "1", name: "Functional, stops when somebody acknowledges" }, hierarchical: { pos: "2", name: "By age" } } }),
    target: column("Call", "reference", { options: { of: "person role team vendor", many: "yes", required: "yes" } }),
    backup: column("Backup", "reference", { options: { of: "person role team vendor", many: "yes" } }),
    notify: column("By", "choice", { options: { many: "yes" }, choices: ways }),
    acknowledge_within: column("Acknowledge within", "duration"), resolve_within: column("Resolve within", "duration"), after: column("At age", "duration"),
    hand_off: column("Hand-off", "markdown"), may_decline: column("May decline", "yes-no"),
  };
  const level = (severity: string, name: string, target: string, backup: string | null, by: string[], time: string, isAge = false): Cells => [
    severity, name, isAge ? "hierarchical" : "functional", many([target]), backup ? many([backup]) : null, many(by, true), isAge ? null : time, null, isAge ? time : null,
  ];
  return document("Escalation, payments", { version: "1.4", status: "active", template: "escalation-matrix", last_tested: "2026-02-18" }, {
    principles: section("Principles", "prose", { text: "When in doubt, escalate." }),
    matrix: section("Matrix", "escalation", grid(columns, [
      level("SEV1", "L1", "On-call engineer", "Second on-call", ["page", "phone"], "PT5M"), level("SEV1", "L2", "Experts by service", "Desk", ["page", "phone"], "PT10M"),
      level("SEV1", "L3", "Ops and PayLane", "Desk", ["phone"], "PT15M"), level("SEV1", "Manager", "Duty manager", "Desk", ["phone"], "PT15M", true),
      level("SEV1", "CTO", p("Jonas Lindqvist"), null, ["phone"], "PT30M", true), level("SEV1", "CEO", "CEO", "Desk", ["phone"], "PT2H", true),
      level("SEV2", "L1", "On-call engineer", "Second on-call", ["page"], "PT10M"), level("SEV2", "L2", "Experts by service", "Desk", ["page"], "PT20M"),
      level("SEV2", "L3", "PayLane portal", "Desk", ["ticket"], "PT30M"), level("SEV2", "Manager", "Duty manager", "Desk", ["chat"], "PT30M", true),
      level("SEV3", "L1", "On-call engineer", "Desk", ["chat"], "PT30M"), level("SEV3", "L2", "Experts by service", "Desk", ["chat"], "PT2H"),
      level("SEV4", "L1", "Service desk", "Desk", ["ticket"], "PT4H"),
    ])),
  });
}

/** Sixty sections with a matrix of 100 x 30, as in the benchmark: for a look at how fast it opens. */
function heavy(): Document {
  const columns: Record<string, Column> = { stage: column("Stage"), activity: column("Activity") };
  for (let at = 0; at < 30; at += 1) columns[`role-${at}`] = column(`Role ${at + 1}`, "letters", { key: "" });
  const rows = Array.from({ length: 100 }, (_, r): Cells => [`Stage ${Math.floor(r / 10)}`, `Do thing ${r + 1}`, ...Array.from({ length: 30 }, (_, c) => ((r + c) % 4 ? many(["ARCI".charAt((r * c) % 4)]) : null))]);
  const sections: Record<string, Section> = { matrix: section("Matrix", "raci", grid(columns, rows)) };
  for (let at = 0; at < 59; at += 1) {
    sections[`s${at}`] = at % 2 ? section(`Text ${at}`, "prose", { text: `Some **text** of section ${at}.\n\n- one\n- two\n`.repeat(8) }) : section(`Table ${at}`, "table", grid({ a: column("A"), b: column("B", "number"), c: column("C") }, Array.from({ length: 15 }, (_, r) => [`Cell ${r}`, String(r), "more"])));
  }
  return document("A long document", {}, sections);
}

const finding = (document: string, section: string, rule: string, level: string, title: string, message: string, more: Partial<FindingRow> = {}): FindingRow => ({
  rule, level, document, document_title: "", section, row: null, column: null, place: "", title, message, fix: null, ...more,
});

interface Kept {
  content: Document;
  undo: Document[];
  redo: Document[];
  version: number;
  changes: { change: Change; content: Document }[];
  findings: FindingRow[];
}

const keep = (content: Document, findings: FindingRow[]): Kept => ({
  content, undo: [], redo: [], version: 1, findings,
  changes: [{ change: { at: "2026-03-11T13:14:05Z", author: "Katarzyna Wójcik", words: "Created from a template", sections: [] }, content }],
});

const documents: Record<string, Kept> = {
  "doc-iap": keep(plan(), [
    finding("doc-iap", "objectives", "X18", "warning", "Objective 5 has no task", "No assignment in the execution plan serves “No order lost or paid twice”.", { row: "row-5", place: "2 Objectives, row 5", fix: "Add assignment" }),
    finding("doc-iap", "situation", "C9", "warning", "Start time differs", "Customers’ update 2 says 14:05. This plan says 13:58.", { place: "1 Situation summary" }),
    ...manyFindings("doc-iap", "objectives"),
  ]),
  "doc-comms": keep(heavy(), []),
  "doc-raci": keep(raci(), []),
  "doc-esc": keep(escalation(), [finding("doc-esc", "matrix", "E-4", "error", "needs sign-in", "Every channel of the PayLane portal needs sign-in.", { row: "row-9" })]),
};

/** One of the documents, now or at a moment. */
export function openDocument(id: string, summaries: readonly DocumentSummary[], names: Record<string, string>, at: string | null): OpenDocument | null {
  const kept = documents[id];
  const summary = summaries.find((s) => s.id === id);
  if (!kept || !summary) return null;
  const past = at ? [...kept.changes].reverse().find((c) => c.change.at <= at) : undefined;
  const content = past?.content ?? kept.content;
  const sections = liveSections(content);
  const numbers = numbersOf(sections);
  const found = [...kept.findings, ...matrixFindings(id, content)];
  const first = listed(found);
  return {
    id, heads: [`v${kept.version}`], content: structuredClone(content),
    summary: { ...summary, template: String(content.header["template"] ?? "") },
    outline: sections.map((s) => ({
      section: s.id, number: numbers[s.id] ?? "", heading: s.item.heading, depth: s.item.depth,
      state: isEmptyBlock(s.item.block) ? "empty" : s.id === "facts" ? "complete" : "started",
      errors: found.filter((f) => f.section === s.id && f.level === "error").length,
      warnings: found.filter((f) => f.section === s.id && f.level === "warning").length,
    })),
    findings: first.rows, finding_counts: first.counts,
    bound: id === "doc-iap" ? [{ label: "Incident", value: "Checkout: card payments failing in EU" }, { label: "Severity", value: "SEV1" }, { label: "State", value: "Identified, 14:41" }, { label: "Period", value: "1 · 14:05 to 18:05" }, { label: "Commander", value: "Katarzyna Wójcik" }] : [],
    names, hash: "7f3a91c2d04be55a1c9e6f2b8a7740d3e1f5", can_undo: kept.undo.length > 0, can_redo: kept.redo.length > 0, approval: "", as_of: at,
  };
}

/** All findings of a document, as far as the fake knows them. */
export function findingsOf(id: string): FindingRow[] {
  const kept = documents[id];
  return kept ? [...kept.findings, ...matrixFindings(id, kept.content)] : [];
}

/** What the matrices give a person or a role. */
export const cardsOf = (who: string, name: string): ReturnType<typeof cards> => cards(["doc-raci", "doc-comms"].flatMap((id) => (documents[id] ? [{ id, content: documents[id].content }] : [])), who, name);

/** Applies the fix of a finding in a matrix, as an edit that can be undone. */
export function fix(id: string, section: string | null, row: string | null, now: string): { ids: string[]; heads: string[] } {
  const content = documents[id]?.content;
  return edit(id, content && section && row ? fixEdits(content, section, row) : [], now);
}

export const historyOf = (id: string): Change[] => [...(documents[id]?.changes ?? [])].reverse().map((c) => c.change);

/** Applies edits; answers with the ids made, or throws as the backend does. */
export function edit(id: string, edits: readonly Edit[], now: string): { ids: string[]; heads: string[] } {
  const kept = documents[id];
  if (!kept) throw { code: "not_found", message: "That document is not there.", details: [] };
  const ids: string[] = [];
  let content = kept.content;
  for (const e of edits) {
    if (e.edit === "set") content = withValue(content, e.path, e.value);
    else if (e.edit === "splice") content = withValue(content, e.path, applySplice(textAt(content, e.path), e));
    else if (e.edit === "set_words") content = withValue(content, e.path, read(content, e.path, e.words));
    else if (e.edit === "fill") content = withValue(content, e.path, read(content, e.path, e.words));
    else if (e.edit === "add_rows") {
      let after = e.after;
      for (const words of e.rows) {
        const path = `/sections/${e.section}/block/rows`;
        content = reorder(content, { edit: "add", path, after, item: { item: "row", value: { pos: "", cells: {} } } }, ids);
        after = ids[ids.length - 1] ?? null;
        for (const [column, typed] of Object.entries(words)) {
          const at = `${path}/${after}/cells/${column}`;
          content = withValue(content, at, read(content, at, typed));
        }
      }
    } else if (e.edit === "add_columns") {
      let after = e.after;
      for (const { id, column } of e.columns) {
        content = reorder(content, { edit: "add", path: `/sections/${e.section}/block/columns`, after, item: { item: "column", value: column } }, ids, id);
        after = id;
      }
    } else content = reorder(content, e, ids);
  }
  step(kept, content, now, edits.map((e) => e.edit).join(", "));
  return { ids, heads: [`v${kept.version}`] };
}

function read(content: Document, path: string, words: string): string {
  const [, section = "", , , , , column = ""] = partsOf(path);
  const type = content.sections[section]?.block.columns?.[column]?.type;
  const minutes = /^(\d+)\s*(min|m|h)/.exec(words);
  if (type === "duration") {
    if (minutes) return `PT${minutes[1]}${minutes[2] === "h" ? "H" : "M"}`;
    throw { code: "invalid", message: `“${words}” is not a span of time. Write for instance 15 min or 2 h`, details: [] };
  }
  if (type === "instant" && /^\d\d:\d\d$/.test(words)) return due(words);
  if (type === "number" && !/^[\d.]+$/.test(words)) throw { code: "invalid", message: `“${words}” is not a number. Write digits, for instance 12 or 0.3`, details: [] };
  return words;
}

function tableOf(preset: string): Block {
  const columns = preset === "delegation" ? ["From", "To", "Scope", "Valid until"] : preset === "ai-delegation" ? ["What may be delegated", "Limits", "Who revokes"] : ["Name"];
  return grid(Object.fromEntries(columns.map((name, at) => [`c${at}`, column(name, name === "Valid until" ? "date" : "text")])), [], { preset });
}

type Order = Record<string, { pos: string; deleted_at?: string | null }>;

function reorder(content: Document, e: Extract<Edit, { edit: "add" | "add_section" | "move" | "remove" }>, ids: string[], given?: string): Document {
  const copy = structuredClone(content);
  const path = e.edit === "add_section" ? "/sections" : e.path;
  let order: unknown = copy;
  for (const part of partsOf(path)) {
    const at = order as Record<string, unknown>;
    order = at[part] ??= {};
  }
  const list = order as Order;
  const sorted = Object.entries(list).filter(([, v]) => !v.deleted_at).sort((a, b) => (a[1].pos < b[1].pos ? -1 : 1)).map(([key]) => key);
  if (e.edit === "remove") {
    const item = list[e.id];
    if (item) item.deleted_at = "2026-03-11T13:47:12Z";
    return copy;
  }
  const id = e.edit === "move" ? e.id : (given ?? newId());
  if (e.edit === "add") list[id] = structuredClone(e.item.value) as Order[string];
  if (e.edit === "add_section") list[id] = section(e.heading, e.kind, e.kind === "table" ? tableOf(e.preset) : {}) as Order[string];
  if (e.edit !== "move") ids.push(id);
  const others = sorted.filter((key) => key !== id);
  others.splice(e.after === null ? 0 : others.indexOf(e.after) + 1, 0, id);
  others.forEach((key, at) => {
    const item = list[key];
    if (item) item.pos = position(at * 10);
  });
  return copy;
}

function step(kept: Kept, content: Document, now: string, words: string): void {
  kept.undo.push(kept.content);
  kept.redo = [];
  kept.content = content;
  kept.version += 1;
  kept.changes.push({ change: { at: now, author: "Katarzyna Wójcik", words: words || "Changed", sections: [] }, content });
}

export function undo(id: string, isRedo: boolean): { ids: string[]; heads: string[] } {
  const kept = documents[id];
  const back = isRedo ? kept?.redo.pop() : kept?.undo.pop();
  if (!kept || !back) throw { code: "invalid", message: "There is nothing to undo here.", details: [] };
  (isRedo ? kept.undo : kept.redo).push(kept.content);
  kept.content = back;
  kept.version += 1;
  return { ids: [], heads: [`v${kept.version}`] };
}
