/** Files that come by paste, by drop or from the system's dialog, whatever they become a part of. */
import { clock, transport, type FileDrop } from "../backend";
import { wall } from "../components/time";

/** What a page may read and hand over; larger files are chosen in the system's dialog. */
export const pasteLimit = 25_000_000;

/** A file that the page holds, one that the system names, or a picture of the clipboard (base64). */
export type Source = { file: File } | { path: string } | { picture: string };

/** `Picture 2026-03-11 14.47.png`: every pasted picture is called alike by the system; ten of them need names that say more. */
export function pictureName(zone: string): string {
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(clock.now);
  return `Picture ${day} ${wall(clock.now, zone).replace(":", ".")}.png`;
}

/** What a file of the page is called. */
export const nameOfFile = (file: File, zone: string): string => (file.name === "" || file.name === "image.png" ? pictureName(zone) : file.name);

const hasWords = (html: string): boolean => html.replace(/<style[\s\S]*?<\/style>|<[^>]*>|&nbsp;/gi, "").trim() !== "";

/** What a paste brings beside words: null when it is words, which are pasted as such. */
export function pastedFiles(event: ClipboardEvent): Promise<Source[]> | null {
  const data = event.clipboardData;
  // An office program puts a picture of its words beside them.
  if ((data?.getData("text/plain") ?? "") !== "") return null;
  const files = [...(data?.files ?? [])];
  if (files.length > 0) return Promise.resolve(files.map((file) => ({ file })));
  if (hasWords(data?.getData("text/html") ?? "")) return null;
  return fromShell();
}

async function fromShell(): Promise<Source[]> {
  const { picture, paths } = await transport.pasted();
  return picture !== null ? [{ picture }] : paths.map((path) => ({ path }));
}

/** What was dropped: from the page's own event, or the shell's. Null for text that is moved about. */
export function droppedFiles(event: DragEvent | FileDrop): Source[] | null {
  if ("detail" in event && typeof event.detail === "object") return event.detail.paths.map((path) => ({ path }));
  const files = [...((event as DragEvent).dataTransfer?.files ?? [])];
  return files.length > 0 ? files.map((file) => ({ file })) : null;
}

/** Whether files are being dragged over the page. */
export const bringsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Files that are chosen in the system's dialog. */
export async function chosenFiles(): Promise<Source[]> {
  return (await transport.pickOpenFiles("any")).map((path) => ({ path }));
}
