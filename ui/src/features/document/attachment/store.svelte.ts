/** What is known of attached files, and the pictures among them. An attachment never changes, so each is asked for once. */
import { SvelteMap } from "svelte/reactivity";
import { onFact, query } from "../../../backend";
import type { AttachmentInfo } from "../../../generated/AttachmentInfo";

/** Characters of pictures that are kept in memory; those looked at longest ago go first. */
const most = 120_000_000;
const scheme = "attachment:";
const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The attachment that an address names, if it names one. */
export function attachmentOf(address: string | null | undefined): string | null {
  const named = address?.startsWith(scheme) ? address.slice(scheme.length) : "";
  return id.test(named) ? named : null;
}

export const addressOf = (attachment: string): string => `${scheme}${attachment}`;

/** Whether a text may be an attachment's id. */
export const isAttachmentId = (text: string): boolean => id.test(text);

class Attachments {
  readonly #infos = new SvelteMap<string, AttachmentInfo>();
  readonly #pictures = new Map<string, Promise<string | null>>();
  readonly #sizes = new Map<string, number>();
  #wanted = new Set<string>();
  #asking = new Map<string, Promise<void>>();

  constructor() {
    onFact((fact) => {
      // A file that was not here may have come with an import.
      if (fact.event !== "document_changed") return;
      for (const [key, info] of this.#infos) if (info.state === "missing") this.forget(key);
    });
  }

  /** What is known; undefined until it was read. Safe to call while drawing: it is asked for afterwards. */
  info(attachment: string): AttachmentInfo | undefined {
    const known = this.#infos.get(attachment);
    if (!known && isAttachmentId(attachment)) void this.#ask(attachment);
    return known;
  }

  async known(attachment: string): Promise<AttachmentInfo | undefined> {
    if (!this.#infos.has(attachment)) await this.#ask(attachment);
    return this.#infos.get(attachment);
  }

  /** The picture as an address that an image takes; null for what is none, or is not here. */
  picture(attachment: string): Promise<string | null> {
    let picture = this.#pictures.get(attachment);
    // Taken out and put back: the map's order is that of the last look.
    this.#pictures.delete(attachment);
    picture ??= this.#read(attachment);
    this.#pictures.set(attachment, picture);
    return picture;
  }

  forget(attachment: string): void {
    this.#infos.delete(attachment);
    this.#pictures.delete(attachment);
    this.#sizes.delete(attachment);
  }

  async #read(attachment: string): Promise<string | null> {
    const info = await this.known(attachment);
    // Without an answer nothing is known of it: the next look asks again.
    if (!info) this.#pictures.delete(attachment);
    if (!info?.is_picture) return null;
    try {
      const url = await query({ query: "attachment_picture", attachment });
      this.#sizes.set(attachment, url.length);
      this.#trim();
      return url;
    } catch {
      // Its file cannot be read now: it is shown by name, saving it says why, and the next look asks again.
      this.#pictures.delete(attachment);
      return null;
    }
  }

  #trim(): void {
    let sum = [...this.#sizes.values()].reduce((all, size) => all + size, 0);
    for (const key of [...this.#pictures.keys()].slice(0, -1)) {
      if (sum <= most) return;
      sum -= this.#sizes.get(key) ?? 0;
      this.#sizes.delete(key);
      this.#pictures.delete(key);
    }
  }

  /** Everything wanted while one screen is drawn is asked for at once. */
  #ask(attachment: string): Promise<void> {
    const asked = this.#asking.get(attachment);
    if (asked) return asked;
    this.#wanted.add(attachment);
    const asking = Promise.resolve()
      .then(() => this.#askAll())
      .finally(() => this.#asking.delete(attachment));
    this.#asking.set(attachment, asking);
    return asking;
  }

  #round: Promise<void> = Promise.resolve();
  #askAll(): Promise<void> {
    const wanted = [...this.#wanted];
    this.#wanted = new Set();
    if (wanted.length > 0) {
      this.#round = query({ query: "attachments", attachments: wanted })
        .then((infos) => infos.forEach((info) => this.#infos.set(info.id, info)))
        // Without an answer it is shown as a file whose name is not known, and asked for again when it is drawn again.
        .catch(() => undefined);
    }
    return this.#round;
  }
}

export const attachments = new Attachments();

/** The name of a file as it is shown. */
export function nameOf(info: AttachmentInfo | undefined): string {
  if (!info) return "…";
  if (info.state === "erased") return "erased file";
  return info.state === "missing" ? "file that is not in this data folder" : info.name;
}

/** The description of a picture, to begin with: its name without the ending. */
export const stemOf = (name: string): string => name.replace(/\.[^.]{1,8}$/, "") || name;

/** A size in words: `812 B`, `48 kB`, `2.4 MB`. */
export function sizeWords(size: number): string {
  if (size < 1_000) return `${size} B`;
  if (size < 1_000_000) return `${Math.round(size / 1_000)} kB`;
  const [number, unit] = size < 1_000_000_000 ? [size / 1_000_000, "MB"] : [size / 1_000_000_000, "GB"];
  return `${number.toFixed(1).replace(/\.0$/, "")} ${unit}`;
}
