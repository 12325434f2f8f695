/** How the hand-off of a case is told. */
import type { Brief } from "../../../generated/Brief";
import type { BriefPart } from "../../../generated/BriefPart";
import type { Cite } from "../../../generated/Cite";
import type { GateLine } from "../../../generated/GateLine";
import type { HandOffReading } from "../../../generated/HandOffReading";
import type { IncomingCase } from "../../../generated/IncomingCase";

/** Where a line is from: `line 3`, `attempt 1`, `field Tier`. */
export function citeOf(cite: Cite): string {
  if (cite.of === "line") return `line ${cite.line}`;
  if (cite.of === "attempt") return `attempt ${cite.attempt}`;
  return cite.of === "field" ? `field ${cite.name}` : `customer data, ${cite.name}`;
}

/** The words that a citation leads to; empty where the case as it came in is not kept. A field stands in the line itself. */
export function cited(cite: Cite, source: IncomingCase | null): string {
  if (!source) return "";
  if (cite.of === "line") return source.conversation[cite.line - 1]?.text ?? "";
  if (cite.of === "attempt") return source.attempts[cite.attempt - 1] ?? "";
  return cite.of === "customer" ? (source.customer_data[cite.name] ?? "") : "";
}

/** Lines of the conversation that a brief cites. */
export function linesCited(brief: Brief): ReadonlySet<number> {
  const cites = brief.parts.flatMap((part) => part.lines.flatMap((line) => line.cites));
  return new Set(cites.flatMap((cite) => (cite.of === "line" ? [cite.line] : [])));
}

/** The brief with the text of one line changed; a place behind the last adds a line. */
export function withLine(brief: Brief, part: string, at: number, text: string): Brief {
  const change = (found: BriefPart): BriefPart => {
    const lines = found.lines.map((line, n) => (n === at ? { ...line, text } : line));
    return { ...found, lines: at >= lines.length ? [...lines, { text, cites: [] }] : lines };
  };
  return { parts: brief.parts.map((found) => (found.key === part ? change(found) : found)) };
}

/** The brief with a part, which is added under its name where it is not there yet. */
export function withPart(brief: Brief, key: string, name: string): Brief {
  return brief.parts.some((part) => part.key === key) ? brief : { parts: [...brief.parts, { key, name, lines: [] }] };
}

/** Whether two briefs say the same; blank lines say nothing. */
export function saysSame(one: Brief, other: Brief): boolean {
  const plain = (brief: Brief): string =>
    JSON.stringify(brief.parts.map((p) => [p.key, p.lines.map((l) => l.text.trim()).filter(Boolean)]).filter(([, lines]) => (lines ?? []).length > 0));
  return plain(one) === plain(other);
}

/** Required lines that are neither there nor waived here. */
export function stillMissing(lines: readonly GateLine[], waived: Readonly<Record<string, string>>): GateLine[] {
  return lines.filter((line) => line.state === "missing" && !waived[line.key]?.trim());
}

/** Why it cannot be handed over yet; empty where it can. */
export function obstacle(reading: HandOffReading, waived: Readonly<Record<string, string>>): string {
  const missing = stillMissing(reading.gate.lines, waived);
  if (missing.length === 0) return "";
  const names = missing.map((line) => line.item).join("; ");
  return missing.length === 1 ? `Missing: ${names}. Complete it, or say why it goes without.` : `${missing.length} lines are missing: ${names}. Complete them, or say why it goes without.`;
}

/** What an act is called on its button. */
export const actNames: Readonly<Record<string, string>> = {
  offer: "Offered to the customer",
  decline: "Customer declined",
  ask_email: "E-mail asked for",
  hand_over: "Hand over",
  say_custom_message: "Custom message said",
  accept: "Accept",
  accept_for: "Accept for…",
  nobody_available: "Nobody available",
  return: "Return…",
  reroute: "Re-route…",
  end_chat: "Chat ended",
};

/** The act that leads on, and is the one button that stands out. */
export function leading(reading: HandOffReading): string {
  const acts = reading.next.map((next) => next.act);
  const first = reading.policy?.is_custom_message ? ["say_custom_message", "accept"] : ["accept", "hand_over", "end_chat"];
  return first.find((act) => acts.includes(act)) ?? "";
}

/** Reasons that the record of a hand-off knows. */
export const returnReasons: readonly string[] = ["Context incomplete", "Wrong skill", "Wrong level", "Already with somebody else", "Not a case for a human", "No time before the promised time"];
