import type { DeliveryChannel } from "../../generated/DeliveryChannel";
import type { MailSecurity } from "../../generated/MailSecurity";

/** What a person chooses between: a mail server, or what a webhook takes. */
export type Kind = "mail" | "slack" | "teams" | "generic";

export const kinds = [
  { value: "mail", label: "Mail" },
  { value: "slack", label: "Slack" },
  { value: "teams", label: "Microsoft Teams" },
  { value: "generic", label: "Webhook" },
] as const;

export const securities = [
  { value: "tls", label: "TLS" },
  { value: "start_tls", label: "STARTTLS" },
  { value: "none", label: "None, in the own network" },
] as const;

/** The port that goes with it, as RFC 8314 names them. */
export const ports: Record<MailSecurity, number> = { tls: 465, start_tls: 587, none: 25 };

/** A channel as it is typed. */
export interface Typed {
  id: string;
  name: string;
  kind: Kind;
  host: string;
  port: string;
  security: MailSecurity;
  user: string;
  from: string;
  /** Address of a webhook; empty keeps the one that is known. */
  url: string;
  /** Its address without what is secret, as it is kept. */
  sealed: string;
  /** Password or token; empty keeps the one that is known. */
  secret: string;
  internal: boolean;
}

export function blank(): Typed {
  return { id: "", name: "", kind: "mail", host: "", port: "465", security: "tls", user: "", from: "", url: "", sealed: "", secret: "", internal: false };
}

export function typedOf({ id, name, way, internal }: DeliveryChannel): Typed {
  const base = { ...blank(), id, name, internal };
  if (way.kind === "mail") return { ...base, host: way.host, port: String(way.port), security: way.security, user: way.user, from: way.from };
  return { ...base, kind: way.form, sealed: way.url };
}

export function channelOf(typed: Typed): DeliveryChannel {
  const { id, name, internal } = typed;
  if (typed.kind === "mail") {
    const port = /^\d{1,5}$/.test(typed.port.trim()) && Number(typed.port) < 65_536 ? Number(typed.port) : 0;
    return { id, name, internal, way: { kind: "mail", host: typed.host.trim(), port, security: typed.security, user: typed.user.trim(), from: typed.from.trim() } };
  }
  return { id, name, internal, way: { kind: "webhook", url: typed.url.trim() || typed.sealed, form: typed.kind } };
}
