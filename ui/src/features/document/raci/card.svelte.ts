/** The card of a person or role: what every matrix of the library and of the incident gives them. */
import { cache, onFact, query, Resource } from "../../../backend";
import type { Card } from "../../../generated/Card";

/** The parts of a card that come from one document. */
export interface CardGroup {
  document: string;
  title: string;
  lines: Card[];
}

/** A card by its documents, in the order in which they come. */
export function groupsOf(cards: readonly Card[]): CardGroup[] {
  const groups = new Map<string, CardGroup>();
  for (const card of cards) {
    const group = groups.get(card.document);
    if (group) group.lines.push(card);
    else groups.set(card.document, { document: card.document, title: card.title, lines: [card] });
  }
  return [...groups.values()];
}

/** Through which columns somebody has a part: "Incident Commander, deputy of Scribe". */
export function throughOf(cards: readonly Card[]): string {
  return [...new Set(cards.map((card) => (card.as_deputy ? `deputy of ${card.role}` : card.role)))].join(", ");
}

/** A card as text for a message or a note. */
export function cardText(who: string, cards: readonly Card[]): string {
  const lines = groupsOf(cards).flatMap((group) => [
    "",
    group.title,
    ...group.lines.map((card) => {
      const letters = card.letters.map((x) => (x.note ? `${x.letter} (${x.note})` : x.letter)).join("/");
      return `- ${letters} ${card.activity}${card.stage ? `, ${card.stage}` : ""} (${card.as_deputy ? `deputy of ${card.role}` : card.role})`;
    }),
  ]);
  return [who, ...lines].join("\n");
}

export class CardReader {
  #who = "";
  #incident: string | null = null;
  readonly #read = new Resource(async () => (this.#who.trim() === "" ? [] : query({ query: "card", who: this.#who, incident: this.#incident })));

  get value(): Card[] | null {
    return this.#read.value;
  }

  get problem(): string | null {
    return this.#read.problem?.message ?? null;
  }

  /** Reads a card and reads it again after each commit, until the returned function is called. Runs in an effect. */
  follow(who: string, incident: string | null): () => void {
    this.#who = who;
    this.#incident = incident ?? cache.incident;
    void this.#read.load();
    return onFact((fact) => {
      if (fact.event === "document_changed") void this.#read.load();
    });
  }
}
