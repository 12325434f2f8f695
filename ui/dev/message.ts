// A message while it is written, as the fake bridge reads it: a few rules on the words themselves, enough to look at
// marks, fixes and the promise.
import type { Board } from "../src/generated/Board";
import type { KeptMessage } from "../src/generated/KeptMessage";
import type { MessageApproval } from "../src/generated/MessageApproval";
import type { MessageFindingRow } from "../src/generated/MessageFindingRow";
import type { MessageReading } from "../src/generated/MessageReading";
import type { Query } from "../src/generated/Query";

const body = `As of 14:47 CET.

**What we know.** Since 13:58 about 38 % of card payments in the EU fail, about 4,100 orders. Wallets and other regions work.

**Cause.** Release 4.2 changed our certificate for Harbourline and left out its intermediate.

**What we do.** Release 4.2 is being rolled back since 14:44, node by node.

**What we need from you.** Nothing now.

Next update by **15:17 CET**.`;
const draft = `As of 14:45 CET we know why a part of the card payments in the EU is refused: a change on our side. We are taking it back now.

**What you can do.** Pay by wallet, or try your card again later.

We will write again by **15:07 CET**.`;

interface Rule {
  rule: string;
  level: string;
  wrong: RegExp;
  title: (found: string) => string;
  message: string;
  fix?: { label: string; text: string };
}
const rules: Rule[] = [
  { rule: "C5", level: "error", wrong: /\b(?:db|node|pay-db)-?\d+\b|\b10\.\d+\.\d+\.\d+\b/g, title: (found) => `The name of a machine in a message that goes outside: “${found}”`, message: "Leave it out; say what the reader can no longer do." },
  { rule: "C7", level: "warning", wrong: /its intermediate/g, title: (found) => `Jargon: “${found}”`, message: "Executives may not know the word. Try: “a file that Harbourline needs to trust it”.", fix: { label: "Replace", text: "a file that Harbourline needs to trust it" } },
  { rule: "C9", level: "warning", wrong: /SEV[2-4]/g, title: (found) => `The text says ${found}, the log says SEV1`, message: "Write SEV1, or change the severity first.", fix: { label: "Write SEV1", text: "SEV1" } },
  { rule: "X25", level: "warning", wrong: /\{\{[^{}]*\}\}/g, title: (found) => `“${found}” was not filled`, message: "Only you can write it: put the words in its place." },
];

/** Messages that somebody began to write, by audience. */
export const keptMessages = new Map<string, KeptMessage>();

function findingsOf(text: string): MessageFindingRow[] {
  const list: Omit<MessageFindingRow, "is_in_the_way">[] = [];
  if (!/(?:next update|write again) by \**\d/i.test(text)) {
    const fix = { label: "Insert 15:17 CET", start: text.length, end: text.length, text: "\n\nWe will write again by **15:17 CET**." };
    list.push({ rule: "C1", level: "error", title: "No time for the next update", message: "Readers stop asking when they know when you speak again. Name the time; it becomes the promise.", start: null, end: null, fix });
  }
  for (const { rule, level, wrong, title, message, fix } of rules)
    for (const found of text.matchAll(wrong)) {
      const [start, end] = [found.index, found.index + found[0].length];
      list.push({ rule, level, title: title(found[0]), message, start, end, fix: fix ? { ...fix, start, end } : null });
    }
  if (!text.includes("staff may say")) {
    const at = Math.max(text.lastIndexOf("\n") + 1, 0);
    list.push({ rule: "C12", level: "warning", title: "Missing: what staff may say", message: "A message of the stage identified must say it. Add a line, or say that it is not known yet.", start: null, end: null, fix: { label: "Insert the line", start: at, end: at, text: "**What staff may say.** \n\n" } });
  }
  return list.sort((a, b) => Number(a.level !== "error") - Number(b.level !== "error")).map((found) => ({ ...found, is_in_the_way: found.level === "error" }));
}

/** Texts that were asked about, by audience. */
export const askedMessages = new Map<string, { body: string; subject: string }>();

function approvalOf(audience: string, text: string, typed: string, before: string, approver: string): MessageApproval {
  const { body: asked, subject } = askedMessages.get(audience) ?? { body: before, subject: "" };
  if (!asked) return { state: approver ? "needed" : "not_needed", who: approver, condition: "" };
  const isSubject = !typed || typed === subject;
  return { state: asked.trim() === text.trim() && isSubject ? "waiting" : "changed", who: approver || "Katarzyna Wójcik", condition: "" };
}

/** When it goes out, of the words that the fake knows. */
function goesOf(typed: string): MessageReading["goes"] {
  if (/Asia\/Tokyo$/.test(typed)) return { at: "2026-03-11T23:00:00+01:00", words: typed, remark: "", error: null };
  const time = /^(\d{1,2}:\d{2})$/.exec(typed.trim())?.[1] ?? (typed.startsWith("in ") ? "15:07" : "");
  if (!typed.trim()) return { at: null, words: "", remark: "", error: null };
  if (!time) return { at: null, words: "", remark: "", error: `“${typed}” is not a moment in time. Use for instance “in 30 min” or “15:17”` };
  return { at: `2026-03-11T${time.padStart(5, "0")}:00+01:00`, words: `2026-03-11 ${time} Europe/Berlin`, remark: "", error: null };
}

/** The text of the first language from which each audience's other ones were made. */
export const madeFrom = new Map<string, string>();

/** Customers read three languages; a text of theirs is made from the first one that is read with it. */
function languagesOf(audience: string, text: string, name: string): MessageReading["languages"] {
  if (!name.startsWith("Customers")) return [{ name: "English", is_stale: false }];
  const first = text.split("\n\n— ")[0] ?? "";
  if (text.includes("— German —") && !madeFrom.has(audience)) madeFrom.set(audience, first);
  const isStale = text.includes("— German —") && madeFrom.get(audience) !== first;
  return [
    { name: "English", is_stale: false },
    { name: "German", is_stale: isStale },
    { name: "French", is_stale: false },
  ];
}

/** Partners of the fake sit where it is night. */
function quietOf(name: string, at: string): MessageReading["quiet"] {
  const none = { words: "", rule: "", is_severe: false, until: "", hold_until: "", other: "", problem: "" };
  if (name === "Support staff") return { ...none, problem: "Their quiet hours hold for nobody. “at night” cannot be read as hours. Write for instance 22:00-07:00, or Mon-Fri 20:00-08:00, Sat-Sun 00:00-24:00" };
  if (!name.startsWith("Partners") || at.trim()) return none;
  return { ...none, words: "it is 22:47 for them (Asia/Tokyo), in their quiet hours until 07:00", rule: "hold", until: "07:00", hold_until: "2026-03-12 07:00 Asia/Tokyo", other: "Phone" };
}

export function readMessage(query: Extract<Query, { query: "message" }>, board: Board): MessageReading {
  const update = board.updates.find((each) => each.audience === query.audience);
  const isEmpty = !query.text.trim();
  const findings = isEmpty ? [] : findingsOf(query.text);
  const fired = new Set(findings.map((f) => f.rule).filter((rule) => rule.startsWith("C")));
  const named = /(?:next update|write again) by \**(\d{1,2}:\d{2})/i.exec(query.text)?.[1];
  const typed = query.next?.trim() ?? "";
  const isMoment = /^\d{1,2}:\d{2}$|^in \d+/.test(typed);
  const promise = typed ? (isMoment ? (typed.startsWith("in") ? "15:17" : typed) : "") : (named ?? "15:17");
  return {
    stage: query.stage || update?.stage || "identified",
    stages: ["investigating", "identified", "monitoring", "resolved"],
    subject: query.subject || askedMessages.get(query.audience)?.subject || `[SEV1] ${board.incident.number} ${board.incident.title}`,
    foot: `${board.incident.number} · Northwind Commerce`,
    template: query.stage === "monitoring" ? "As of 14:47 CET the repair is in place: {{action}}\n\nNext update by **15:17 CET**." : body,
    draft: update?.name.startsWith("Customers") ? draft : "",
    kept: keptMessages.get(query.audience) ?? null,
    languages: languagesOf(query.audience, query.text, update?.name ?? ""),
    findings,
    goes: goesOf(query.at ?? ""),
    quiet: quietOf(update?.name ?? "", query.at ?? ""),
    passed: isEmpty ? 0 : 15 - fired.size,
    approval: approvalOf(query.audience, query.text, query.subject ?? "", update?.name.startsWith("Customers") ? draft : "", update?.approver ?? ""),
    promise: {
      at: promise ? `2026-03-11T${promise.padStart(5, "0")}:00+01:00` : null,
      words: promise ? `${promise} CET` : "",
      source: typed ? (isMoment ? "typed" : "") : named ? "text" : "cadence",
      rule: `Every 30 min for ${update?.name ?? "them"} at SEV1`,
      error: typed && !isMoment ? `“${typed}” is not a moment in time. Use for instance “in 30 min” or “15:17”` : null,
    },
  };
}
