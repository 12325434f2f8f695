// Channels that send and the outbox, as the fake bridge knows them: none to begin with, because a new data folder has
// none. `?delivery=typical` or `?delivery=full` fills them.
import type { Channels } from "../src/generated/Channels";
import type { Intent } from "../src/generated/Intent";
import type { Outbox } from "../src/generated/Outbox";
import type { OutboxRow } from "../src/generated/OutboxRow";
import type { Recipients } from "../src/generated/Recipients";

const kept = "Passwords are kept in the keychain of the system.";

export const delivery: { channels: Channels; outbox: Outbox; recipients: Recipients } = {
  channels: { channels: [], kept, is_locked: false, is_memory_only: false, held: "" },
  outbox: { held: "", updates: [] },
  recipients: { list: [], without: [] },
};

const at = (time: string): string => `2026-03-11T${time}:00+01:00`;
const row = (id: string, recipient: string, state: string, words: string, can: OutboxRow["can"], more: Partial<OutboxRow> = {}): OutboxRow => ({
  id,
  channel: "Incident mail",
  recipient,
  state,
  is_rehearsed: false,
  words,
  at: at("14:47"),
  attempts: 1,
  answer: state === "sent" ? "250 2.0.0 Ok: queued as 4F1" : "",
  can,
  ...more,
});

export function fillDelivery(wanted: "typical" | "full"): void {
  const mail = { kind: "mail", host: "smtp.northwind.example", port: 465, security: "tls", user: "incidents", from: "Northwind incidents <incidents@northwind.example>" } as const;
  delivery.channels.channels = [
    { channel: { id: "mail", name: "Incident mail", way: mail, internal: false }, words: "Mail as Northwind incidents <incidents@northwind.example> by smtp.northwind.example:465, TLS", secret: "yes", waiting: 0 },
    { channel: { id: "chat", name: "Executive room", way: { kind: "webhook", url: "https://hooks.slack.com/…", form: "slack" }, internal: false }, words: "Slack at https://hooks.slack.com/…", secret: "yes", waiting: 0 },
  ];
  delivery.recipients = {
    list: [
      { name: "Ingrid Solberg", address: "ingrid.solberg@northwind.example" },
      { name: "Board office", address: "board@northwind.example" },
    ],
    without: ["Rafael Ortiz"],
  };
  const base = { subject: "[SEV1] INC-2041 Checkout: card payments failing in EU", incident: "inc-2041", case: null, incident_number: "INC-2041", by: "Nguyễn Thị Mai" };
  const body = "As of 14:45 CET we know why a part of the card payments in the EU is refused.\n\nNext update by 15:07 CET.";
  delivery.outbox.updates = [
    { ...base, id: "u-4", title: "Customers (all) update 4", audience: "Customers (all)", number: 4, body, queued_at: at("14:45"), state: "waiting", rows: [row("d-1", "status@northwind.example", "retrying", "The name smtp.northwind.example could not be looked up: there is no network. Next attempt at 14:49", ["send_again", "mark_sent", "give_up"], { attempts: 3 })] },
  ];
  if (wanted === "typical") return;
  delivery.channels.is_memory_only = true;
  delivery.channels.kept = "This system has no keychain that answers, so passwords are remembered only until Bridgebook is closed. Give a passphrase to keep them in an encrypted file instead.";
  for (const [at, first] of delivery.channels.channels.entries()) if (at === 0) Object.assign(first, { secret: "no", waiting: 3 });
  delivery.channels.channels.push({ channel: { id: "pager", name: "Paging bridge of the operations centre in the second building", way: { kind: "webhook", url: "https://paging.operations.northwind.example:8443/…", form: "generic" }, internal: true }, words: "Webhook at https://paging.operations.northwind.example:8443/…", secret: "yes", waiting: 0 });
  delivery.recipients.list.push(...Array.from({ length: 9 }, (_, n) => ({ name: `Regional lead ${n + 1}`, address: `regional.lead.${n + 1}@a-rather-long-name-of-a-subsidiary.northwind.example` })));
  delivery.outbox.updates.unshift(
    {
      ...base,
      id: "u-2",
      title: "Executives update 2",
      audience: "Executives",
      number: 2,
      body,
      queued_at: at("14:44"),
      state: "uncertain",
      rows: [
        row("d-2", "ingrid.solberg@northwind.example", "sent", "Accepted at 14:44: 250 2.0.0 Ok: queued as 4F1", []),
        row("d-3", "board@northwind.example", "uncertain", "smtp.northwind.example closed the connection after the text had left, so it is not known whether it arrived.", ["send_again", "mark_sent", "give_up"]),
        row("d-4", "rafael.ortiz@nowhere.example", "refused", "smtp.northwind.example refused the address: 550 5.1.1 no such user", ["send_again", "mark_sent", "give_up"]),
        row("d-5", "on.call@northwind.example", "queued", "Waits for its turn", ["mark_sent", "give_up"], { attempts: 0 }),
        row("d-6", "Executive room", "sending", "Being sent since 14:47", [], { channel: "Executive room" }),
        row("d-7", "old.list@northwind.example", "given_up", "Given up", ["send_again"]),
      ],
    },
    { ...base, id: "u-9", title: "Data protection authority update 1", audience: "Data protection authority", number: 1, body, queued_at: at("14:40"), state: "refused", rows: [row("d-8", "hotline@authority.example", "refused", "The certificate of mail.authority.example is not for that name.", ["send_again", "mark_sent", "give_up"])] },
  );
}

/** Carries out what changes channels or outbox; gives the ids made, or nothing for other intents. */
export function changeDelivery(intent: Intent): string[] | null {
  if (intent.intent === "save_channel") {
    const { channel } = intent;
    const id = channel.id || `channel-${delivery.channels.channels.length + 1}`;
    const sealed = channel.way.kind === "webhook" ? { ...channel.way, url: `${new URL(channel.way.url).origin}/…` } : channel.way;
    const saved = { channel: { ...channel, id, way: sealed }, words: channel.way.kind === "mail" ? `Mail as ${channel.way.from} by ${channel.way.host}` : "Webhook", secret: "yes", waiting: 0 };
    const others = delivery.channels.channels.filter((each) => each.channel.id !== id);
    delivery.channels = { ...delivery.channels, channels: [...others, saved] };
    return [id];
  }
  if (intent.intent === "remove_channel") {
    delivery.channels = { ...delivery.channels, channels: delivery.channels.channels.filter((each) => each.channel.id !== intent.channel) };
    return [];
  }
  if (intent.intent === "send_update") {
    const rows = intent.to.flatMap((by) => (by.recipients.length ? by.recipients : [by.channel]).map((to, n) => row(`${by.channel}-${n}`, to, "queued", "Waits for its turn", ["mark_sent", "give_up"], { attempts: 0 })));
    const id = `u-new-${delivery.outbox.updates.length}`;
    if (intent.at) return [id];
    const update = { id, incident: intent.incident, case: null, incident_number: "INC-2041", title: "Executives update 2", audience: "Executives", number: 2, subject: intent.subject ?? "", body: intent.body, queued_at: at("14:47"), by: "Katarzyna Wójcik", state: "waiting", rows };
    delivery.outbox = { ...delivery.outbox, updates: [update, ...delivery.outbox.updates] };
    return [id];
  }
  if (intent.intent === "change_delivery") {
    const state = { send_again: "queued", mark_sent: "sent", give_up: "given_up" }[intent.change];
    const change = (each: OutboxRow): OutboxRow => (each.id === intent.delivery ? { ...each, state, can: [], words: state === "sent" ? "Marked as sent" : state } : each);
    delivery.outbox = { ...delivery.outbox, updates: delivery.outbox.updates.map((update) => ({ ...update, rows: update.rows.map(change) })) };
    return [];
  }
  return null;
}
