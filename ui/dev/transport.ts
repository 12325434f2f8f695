// The bridge's stand-in for development and component tests: the sample incident as it stands at
// 14:47:12, or an empty data folder. It answers reads; of the changes it knows the few that make a
// screen move.
import type { Answer } from "../src/generated/Answer";
import type { Event } from "../src/generated/Event";
import type { Intent } from "../src/generated/Intent";
import type { Outcome } from "../src/generated/Outcome";
import type { Query } from "../src/generated/Query";
import type { Transport } from "../src/backend/transport";
import { cardsOf, edit, findingsOf, fix, historyOf, openDocument, undo } from "./documents";
import { listed, manyFindings } from "./findings";
import { attach, attachmentInfo, attachmentPicture } from "./attachments";
import { calendar } from "./calendar";
import { catchUp, handOverRow, handOvers, openEnds, rollForward, whoDecides } from "./life";
import { changeDuties } from "./duties";
import { changeReviews, reviews } from "./reviews";
import { changeComments, commentsIn } from "./comments";
import { changeReplies } from "./replies";
import { changeScheduled, fillScheduled } from "./scheduled";
import { askedMessages, keptMessages, madeFrom, readMessage } from "./message";
import { changeDelivery, delivery, fillDelivery } from "./outbox";
import { mappings, personal, watch } from "./personal";
import { caseMetrics, tuning } from "./caseMetrics";
import { metrics } from "./metrics";
import { changePeople, people } from "./people";
import { changePlanned, planned } from "./planned";
import { previewPages } from "./preview";
import { heldBack, searched } from "./search";
import { changeSound } from "./sound";
import { filteredLog, readLine, written } from "./logLine";
import { readTranscript } from "./transcript";
import { changeWork, fillWork, openWork } from "./work";
import { emptyAnswers, sampleAnswers, variablesOf, type Answers } from "./sample";

const wanted = new URLSearchParams(globalThis.location?.search ?? "");
const answers: Answers = wanted.get("data") === "empty" ? emptyAnswers() : sampleAnswers(wanted.get("data") === "full");
if (wanted.get("theme")) answers.settings.values.theme = wanted.get("theme") ?? "";
if (wanted.get("density")) answers.settings.values.density = wanted.get("density") ?? "";

fillWork(wanted.get("data") === "empty" ? "empty" : wanted.get("data") === "full" ? "full" : "typical");
const filled = wanted.get("delivery");
if (filled === "typical" || filled === "full") fillDelivery(filled);
if (filled === "full") fillScheduled(answers.board);

const severityCells = [
  ["Organisation", "SEV1", "SEV1", "SEV2"],
  ["Department", "SEV1", "SEV2", "SEV3"],
  ["Group", "SEV2", "SEV3", "SEV4"],
] as const;
/** Severity by impact and urgency, as the matrix of the sample has it. */
const lookup = {
  title: "Escalation matrix",
  cells: severityCells.flatMap(([impact, ...names]) =>
    ["High", "Medium", "Low"].map((urgency, n) => ({ impact, urgency, severity: names[n] ?? "", name: names[n] ?? "" })),
  ),
};

/** What was asked to be changed, for tests and for a look into the console. */
export const intents: Intent[] = [];

let tell: (event: Event) => void = () => {};

function answer(query: Query): Answer {
  switch (query.query) {
    case "overview":
      return { answer: "overview", value: { ...answers.overview } };
    case "board":
      return { answer: "board", value: answers.board };
    case "variables":
      return { answer: "variables", value: variablesOf(answers.board, query.audience) };
    case "message":
      return { answer: "message", value: readMessage(query, answers.board) };
    case "transcript":
      return { answer: "transcript", value: readTranscript(query, answers.overview.now, answers.directory) };
    case "roll_forward":
      return { answer: "roll_forward", value: rollForward(answers.board, query.to) };
    case "catch_up":
      return { answer: "catch_up", value: catchUp(query.since) };
    case "hand_overs":
      return { answer: "hand_overs", value: handOvers(answers.board) };
    case "who_decides":
      return { answer: "who_decides", value: whoDecides(query.text) };
    case "open_ends":
      return { answer: "open_ends", value: openEnds(answers.board) };
    case "metrics":
      if (query.filter.from === "soonish") throw { code: "invalid", message: "“soonish” is not a moment in time. Nothing was counted", details: [] };
      return { answer: "metrics", value: metrics(query.filter, answers.overview.incidents.length === 0) };
    case "open_work":
      return { answer: "open_work", value: openWork() };
    case "propose_incident":
      return { answer: "propose_incident", value: { title: "Card refused three times", severity: answers.directory.find((e) => e.name === "SEV2")?.id ?? "", services: [], customers: query.cases.length, refused: [] } };
    case "case_metrics":
      return { answer: "case_metrics", value: caseMetrics(query) };
    case "case_tuning":
      return { answer: "case_tuning", value: tuning };
    case "incidents":
      return { answer: "incidents", value: answers.overview.incidents };
    case "documents":
      return { answer: "documents", value: answers.documents };
    case "templates":
      return { answer: "templates", value: answers.templates };
    case "people":
      return people(query, answers.directory);
    case "directory":
      return { answer: "directory", value: { entries: answers.directory } };
    case "log":
      return {
        answer: "log",
        value: answers.log.filter(
          (row) => (!query.kinds.length || query.kinds.includes(row.kind)) && row.text.toLowerCase().includes(query.text.toLowerCase()),
        ),
      };
    case "filtered_log":
      return { answer: "filtered_log", value: filteredLog(answers.log, query, answers.directory) };
    case "log_line":
      return { answer: "log_line", value: readLine(query, answers.directory, answers.overview.now) };
    case "findings":
      return { answer: "findings", value: listed(query.document ? findingsOf(query.document) : [...answers.board.findings, ...manyFindings("doc-iap", "objectives")], query.rule, query.each) };
    case "card":
      return { answer: "card", value: cardsOf(query.who, answers.directory.find((entry) => entry.id === query.who)?.name ?? query.who) };
    case "approvals":
      return { answer: "approvals", value: { waiting: answers.board.approvals.filter((a) => a.document === query.document), checkpoints: [] } };
    case "table_text":
      return { answer: "table_text", value: "The fake writes no table." };
    case "preview":
      return { answer: "preview", value: previewPages() };
    case "comments":
      return { answer: "comments", value: commentsIn(query.document) };
    case "row_notes":
      return { answer: "row_notes", value: [] };
    case "search":
      return { answer: "search", value: searched(query, answers) };
    case "severity_lookup":
      return { answer: "severity_lookup", value: lookup };
    case "channels":
      return { answer: "channels", value: delivery.channels };
    case "calendar":
      return { answer: "calendar", value: calendar(query.from, query.days, answers.overview.incidents.length > 0, wanted.get("data") === "full") };
    case "occurrences":
      return { answer: "occurrences", value: reviews() };
    case "planned_updates":
      return { answer: "planned_updates", value: [...planned] };
    case "outbox":
      return { answer: "outbox", value: delivery.outbox };
    case "recipients":
      return { answer: "recipients", value: delivery.recipients };
    case "personal":
      return { answer: "personal", value: personal(query) };
    case "case_mappings":
      return { answer: "case_mappings", value: mappings };
    case "case_watch":
      return { answer: "case_watch", value: watch };
    case "settings":
      return { answer: "settings", value: answers.settings };
    case "backups":
      return { answer: "backups", value: answers.backups };
    case "verify":
      return { answer: "verify", value: { is_intact: true, lines: ["The fake has nothing to check."] } };
    case "document": {
      const names = Object.fromEntries(answers.directory.map((entry) => [entry.id, entry.name]));
      const open = openDocument(query.document, answers.documents, names, query.at);
      if (open) return { answer: "document", value: open };
      throw { code: "not_found", message: "The fake bridge has no such document.", details: [] };
    }
    case "attachments":
      return { answer: "attachments", value: query.attachments.map(attachmentInfo) };
    case "attachment_picture":
      return { answer: "attachment_picture", value: attachmentPicture(query.attachment) };
    case "difference":
      return { answer: "difference", value: [{ sign: "changed", place: "1 Situation summary", before: "some 3,900 orders", after: "some 4,100 orders" }] };
    case "history":
      return { answer: "history", value: historyOf(query.document) };
    default:
      throw { code: "not_found", message: `The fake bridge does not know ${query.query}.`, details: [] };
  }
}

function change(intent: Intent): Outcome {
  const saved_at = answers.overview.now;
  // Kept at every pause of the typing: no deed of its own.
  if (intent.intent === "keep_message") {
    keptMessages.set(intent.audience, intent.kept);
    if (intent.holds.length) madeFrom.set(intent.audience, intent.kept.text.split("\n\n— ")[0] ?? "");
    return { saved_at, heads: [], ids: [], can_undo: false, can_redo: false, remarks: [] };
  }
  if (intent.intent === "record_update") keptMessages.delete(intent.audience);
  if (intent.intent === "ask_update_approval") askedMessages.set(intent.audience, { body: intent.body, subject: intent.subject ?? "" });
  intents.push(intent);
  if (changeScheduled(intent, answers.board) || changeReplies(intent, answers.board) || changeComments(intent, "14:47", "Katarzyna Wójcik")) {
    answers.board = { ...answers.board };
    tell({ event: "log_appended", incident: answers.board.incident.id, saved_at });
    return { saved_at, heads: [], ids: ["set-1"], can_undo: false, can_redo: false, remarks: [] };
  }
  if (changeWork(intent)) {
    tell({ event: "document_changed", document: "doc-support", saved_at });
    return { saved_at, heads: [], ids: [], can_undo: true, can_redo: false, remarks: [] };
  }
  if (changeReviews(intent)) {
    tell({ event: "log_appended", incident: null, saved_at });
    return { saved_at, heads: [], ids: ["review-entry"], can_undo: false, can_redo: false, remarks: [] };
  }
  const ids: string[] = [];
  changeSound(intent, answers.overview);
  if (changePlanned(intent)) tell({ event: "document_changed", document: "doc-comms", saved_at });
  const delivered = changeDelivery(intent);
  if (delivered) {
    tell({ event: "outbox_changed" });
    return { saved_at, heads: [], ids: delivered, can_undo: false, can_redo: false, remarks: [] };
  }
  const changed = changeDuties(intent, answers.board, saved_at);
  if (changed) {
    answers.board = { ...answers.board, obligations: changed };
    if ("incident" in intent) tell({ event: "log_appended", incident: intent.incident ?? null, saved_at });
    return { saved_at, heads: [], ids: ["duty-entry"], can_undo: false, can_redo: false, remarks: [] };
  }
  if (intent.intent === "export_calendar") return { saved_at, heads: [], ids: [], can_undo: false, can_redo: false, remarks: [`Written: ${intent.path}`, "12 entries in it, and 3 that come again and again"] };
  if (intent.intent === "export_metrics") return { saved_at, heads: [], ids: [], can_undo: false, can_redo: false, remarks: [`Written: ${intent.path}`, "The metrics of 7 incidents are in it"] };
  if (intent.intent === "export_case_metrics") return { saved_at, heads: [], ids: [], can_undo: false, can_redo: false, remarks: [`Written: ${intent.path}`, "The metrics of 40 cases are in it"] };
  if (intent.intent === "try_channel") return { saved_at, heads: [], ids, can_undo: false, can_redo: false, remarks: ["smtp.northwind.example answered and took the password. Nothing was sent."] };
  if (intent.intent === "edit" || intent.intent === "undo" || intent.intent === "redo" || intent.intent === "apply_fix") {
    const done = intent.intent === "apply_fix" ? fix(intent.document, intent.section, intent.row, new Date().toISOString()) : intent.intent === "edit" ? edit(intent.document, intent.edits, new Date().toISOString()) : undo(intent.document, intent.intent === "redo");
    tell({ event: "document_changed", document: intent.document, saved_at });
    return { saved_at, ...done, can_undo: true, can_redo: false, remarks: [] };
  }
  if (intent.intent === "people") {
    const document = changePeople(intent);
    if (document) tell({ event: "document_changed", document, saved_at });
    return { saved_at, heads: [], ids: intent.what === "import" ? ["import-1"] : [], can_undo: false, can_redo: false, remarks: intent.what === "import" ? ["1 new, 0 changed"] : [] };
  }
  if (intent.intent === "attach" || intent.intent === "attach_file") ids.push(attach(intent));
  else if (intent.intent === "save_as_template") ids.push(`own/${intent.title}`);
  else if (intent.intent === "make_procedure" || intent.intent === "write_report") ids.push("doc-iap");
  else if (intent.intent === "set_setting") {
    answers.settings = { ...answers.settings, values: { ...answers.settings.values, [intent.key]: intent.value } };
    tell({ event: "settings_changed" });
  } else if (intent.intent === "declare") {
    const filled = sampleAnswers(false);
    const [incident] = filled.overview.incidents;
    if (incident) {
      incident.title = intent.title;
      incident.severity = intent.severity;
      answers.overview.incidents = [incident];
      answers.board = { ...filled.board, incident, clocks: [], tape: [], situation: null, updates: [], levels: [], calls: [], actions: [], approvals: [], findings: [], finding_counts: [] };
      ids.push(incident.id);
    }
  } else if (intent.intent === "offer_hand_over" || intent.intent === "accept_hand_over" || intent.intent === "decline_hand_over") {
    answers.board = { ...answers.board, hand_overs: intent.intent === "offer_hand_over" ? [handOverRow] : [] };
    tell({ event: "log_appended", incident: intent.incident, saved_at });
  } else if (intent.intent === "paste_transcript") {
    const read = readTranscript({ query: "transcript", incident: intent.incident, text: intent.text, times: intent.times }, answers.overview.now, answers.directory);
    ids.push(...read.messages.filter((m) => m.state === "new" && !intent.skip.includes(m.line)).map((m) => `said-${m.line}`));
    tell({ event: "log_appended", incident: intent.incident, saved_at });
  } else if (intent.intent === "write_entry") {
    const [first, meant] = [answers.log[0], readLine({ incident: intent.incident, text: intent.text, kind: intent.kind }, answers.directory, answers.overview.now)];
    const id = `new-${answers.log.length}`;
    ids.push(id);
    if (first) answers.log = [written(first, id, intent, meant, saved_at), ...answers.log];
    tell({ event: "log_appended", incident: intent.incident, saved_at });
  }
  return { saved_at, heads: [], ids, can_undo: false, can_redo: false, remarks: [] };
}

export const transport: Transport = {
  query: async (query) => {
    const found = answer(query);
    if (query.query === "search") await heldBack.get(query.text);
    return found;
  },
  intent: async (intent) => change(intent),
  events: async (listener) => {
    tell = listener;
    if (wanted.get("sound") === "failed") setTimeout(() => tell({ event: "not_shown", why: "no program of this session shows notifications" }), 500);
    return () => {};
  },
  menu: async () => () => {},
  pickSavePath: async (name, kind) => `/home/kim/${name}.${kind === "calendar" ? "ics" : kind === "pdf" ? "pdf" : "md"}`,
  pickOpenFiles: async (kind) => (kind === "any" ? ["/home/kim/gateway-error.log"] : []),
  pasted: async () => ({ picture: null, paths: [] }),
  drops: async () => () => {},
  showTemplates: async () => {},
  showInFolder: async () => {},
  openLink: async () => {},
  recover: () => Promise.resolve(),
  openSample: async () => {},
  openWindow: async () => {},
  closeWindow: async () => {},
  nameWindow: async () => {},
  keptPlaces: async () => [],
  opened: async () => [],
  opening: async () => () => {},
  nameIncidents: async () => {},
  setTextSize: async (percent) => (percent ?? 100) / 100,
  setLogKey: async () => {},
  print: async () => true,
  lend: async (name) => `/home/kim/${name}`,
  dragOut: async () => {},
};
