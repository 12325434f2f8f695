/** By which way a message goes: told elsewhere and recorded by hand, or sent from here by channels. */
import { cache, query } from "../../backend";
import type { ChannelRow } from "../../generated/ChannelRow";
import type { IncidentId } from "../../generated/IncidentId";
import type { RecipientRow } from "../../generated/RecipientRow";
import type { SendBy } from "../../generated/SendBy";

/** Whether a text looks like one address of mail; the backend decides when it is sent. */
export function looksRight(address: string): boolean {
  return /^[^\s@<>,;:"()]+@[^\s@<>,;:"()]+$/.test(address);
}

/** The addresses in what was typed or pasted: one a line, or between commas. `Ana <ana@example.org>` gives its name. */
export function addressesIn(text: string): RecipientRow[] {
  const parts = text.split(/[,;\n\r\t]+/).map((part) => part.trim());
  return parts.filter(Boolean).map((part) => {
    const named = /^"?([^"<]*?)"?\s*<([^<>]*)>$/.exec(part);
    return named ? { name: named[1] ?? "", address: (named[2] ?? "").trim() } : { name: "", address: part };
  });
}

/** What was chosen for updates that were not sent yet, by incident and audience: looking at another screen turns no sending into a record by hand. */
const kept = new Map<string, { chosen: readonly string[]; recipients: readonly RecipientRow[]; without: readonly string[]; isAsked: boolean }>();

export class Sending {
  /** Channels that were chosen; none means by hand. */
  chosen = $state.raw<readonly string[]>([]);
  recipients = $state.raw<readonly RecipientRow[]>([]);
  without = $state.raw<readonly string[]>([]);
  #asked = false;
  readonly #incident: IncidentId;
  readonly #audience: string;

  constructor(incident: IncidentId, audience: string) {
    this.#incident = incident;
    this.#audience = audience;
    const before = kept.get(`${incident} ${audience}`);
    if (!before) return;
    this.chosen = before.chosen;
    this.recipients = before.recipients;
    this.without = before.without;
    this.#asked = before.isAsked;
  }

  #keep(): void {
    kept.set(`${this.#incident} ${this.#audience}`, { chosen: this.chosen, recipients: this.recipients, without: this.without, isAsked: this.#asked });
  }

  /** The update is out: the next one begins by hand again. */
  sent(): void {
    kept.delete(`${this.#incident} ${this.#audience}`);
  }

  readonly channels: readonly ChannelRow[] = $derived.by(() => cache.channels.want().value?.channels ?? []);
  readonly by: readonly ChannelRow[] = $derived.by(() => this.channels.filter((row) => this.chosen.includes(row.channel.id)));
  readonly isByHand: boolean = $derived(this.chosen.length === 0);
  readonly hasMail: boolean = $derived(this.by.some((row) => row.channel.way.kind === "mail"));
  /** How many messages would leave. */
  readonly count: number = $derived(this.by.reduce((sum, row) => sum + (row.channel.way.kind === "mail" ? this.recipients.length : 1), 0));

  /** What stands in the way of sending, at its place; empty for nothing. */
  readonly wrong: string = $derived.by(() => {
    if (this.by.length < this.chosen.length) return "A channel that was chosen is not set up any more: choose another, or record the update by hand.";
    if (!this.hasMail) return "";
    if (!this.recipients.length) return "Nobody is named to send the mail to: add an address.";
    const bad = this.recipients.find((row) => !looksRight(row.address));
    return bad ? `“${bad.address}” is not an e-mail address: correct or remove it.` : "";
  });

  choose(id: string, wanted: boolean): void {
    const others = this.chosen.filter((each) => each !== id && this.channels.some((row) => row.channel.id === each));
    this.chosen = wanted ? [...others, id] : others;
    this.#keep();
    if (wanted) void this.offer();
  }

  byHand(): void {
    this.chosen = [];
    this.#keep();
  }

  /** Those whom plan and directory name, once; what a person changed stays. */
  async offer(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    try {
      const { list, without } = await query({ query: "recipients", incident: this.#incident, audience: this.#audience });
      this.without = without;
      this.add(list);
    } catch {
      // The offer only saves typing; whatever is wrong is said when the message is sent.
      this.#asked = false;
    }
  }

  add(rows: readonly RecipientRow[]): void {
    const all = [...this.recipients];
    for (const row of rows) if (!all.some((known) => known.address.toLowerCase() === row.address.toLowerCase())) all.push(row);
    this.recipients = all;
    this.#keep();
  }

  remove(address: string): void {
    this.recipients = this.recipients.filter((row) => row.address !== address);
    this.#keep();
  }

  /** Channels and addresses as they are sent by. */
  get to(): SendBy[] {
    const addresses = this.recipients.map((row) => row.address);
    return this.by.map((row) => ({ channel: row.channel.id, recipients: row.channel.way.kind === "mail" ? addresses : [] }));
  }
}
