/**
 * Marks of a difference in rendered Markdown. The text of both states is put together with four signs of Unicode's
 * private use around what was added and removed, is drawn like any other Markdown, and then the signs in the drawn text
 * become elements. So a mark may begin in one paragraph and end in the next.
 */
import type { Sign } from "../../../generated/Sign";
import type { Span } from "../../../generated/Span";

const signs: Record<"added" | "removed", readonly [string, string]> = { added: ["\uE0A0", "\uE0A1"], removed: ["\uE0A2", "\uE0A3"] };
const every = /[\uE0A0-\uE0A3]/;
/** What makes a line a heading, an item or a quotation: a mark before it would make it none. */
const linePrefix = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|#{1,6}[ \t]+|>[ \t]?)*/;

/** The Markdown of both states, with signs around what differs. */
export function markedText(spans: readonly Span[]): string {
  let out = "";
  for (const { sign, text } of spans) {
    if (sign !== "added" && sign !== "removed") {
      out += text;
      continue;
    }
    const [open, close] = signs[sign];
    for (const line of text.split(/(?<=\n)/)) {
      const end = line.endsWith("\n") ? "\n" : "";
      const words = end ? line.slice(0, -1) : line;
      const isStart = out === "" || out.endsWith("\n");
      const head = isStart ? (linePrefix.exec(words)?.[0] ?? "") : "";
      const rest = words.slice(head.length);
      out += head + (rest.trim() === "" ? rest : open + rest + close) + end;
    }
  }
  return out;
}

/** Turns the signs in what was drawn into `ins` and `del`. */
export function drawMarks(place: HTMLElement): void {
  const page = place.ownerDocument;
  const walker = page.createTreeWalker(place, 4 /* text */);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  let now: "added" | "removed" | null = null;
  for (const node of texts) {
    if (now === null && !every.test(node.data)) continue;
    const parts = page.createDocumentFragment();
    for (const piece of node.data.split(/([\uE0A0-\uE0A3])/)) {
      if (piece === "") continue;
      if (every.test(piece)) {
        now = piece === signs.added[0] ? "added" : piece === signs.removed[0] ? "removed" : null;
        continue;
      }
      if (now === null) parts.append(piece);
      else {
        const mark = page.createElement(now === "added" ? "ins" : "del");
        mark.textContent = piece;
        parts.append(mark);
      }
    }
    node.replaceWith(parts);
  }
  for (const block of place.children) {
    const [added, removed] = [block.querySelector("ins") !== null, block.querySelector("del") !== null];
    if (added || removed) block.setAttribute("data-sign", added && removed ? "~" : added ? "+" : "−");
  }
}

export const signOf: Record<Sign, string> = { same: "", added: "+", removed: "−", changed: "~" };
export const signWord: Record<Sign, string> = { same: "the same", added: "added", removed: "removed", changed: "changed" };

/** A tally as signs: “+3 −1 ~2”. */
export function tallyWords(tally: { added: number; removed: number; changed: number }): string {
  const parts = [tally.added && `+${tally.added}`, tally.removed && `−${tally.removed}`, tally.changed && `~${tally.changed}`];
  return parts.filter(Boolean).join(" ");
}

/** A tally said: “3 added, 1 removed”. */
export function tallySaid(tally: { added: number; removed: number; changed: number }): string {
  const parts = [tally.added && `${tally.added} added`, tally.removed && `${tally.removed} removed`, tally.changed && `${tally.changed} changed`];
  return parts.filter(Boolean).join(", ") || "nothing differs";
}
