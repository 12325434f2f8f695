/** Files on their way into an entry of the log: pasted, dropped or chosen. They are kept when the entry is written. */
import { clock, intent, transport, type FileDrop } from "../../backend";
import { base64Of } from "../../components/file";
import { wall } from "../../components/time";
import type { GivenFile } from "../../generated/GivenFile";
import type { LogFile } from "../../generated/LogFile";

/** What a page may read and hand over; larger files are chosen in the system's dialog. */
export const pasteLimit = 25_000_000;

/** A file that waits for its entry. */
export interface Waiting {
  name: string;
  given: GivenFile;
}

/** What became of files: those that wait, and a sentence for each that cannot. */
export interface Taken {
  files: Waiting[];
  said: string[];
}

const leaf = (path: string): string => path.split(/[/\\]/).pop() ?? path;
const ofPaths = (paths: readonly string[]): Waiting[] => paths.map((path) => ({ name: leaf(path), given: { from: "path", path } }));

/** `Picture 2026-03-11 14.47.png`: every pasted picture is called alike by the system. */
function pictureName(zone: string): string {
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(clock.now);
  return `Picture ${day} ${wall(clock.now, zone).replace(":", ".")}.png`;
}

async function ofFiles(files: readonly File[], zone: string): Promise<Taken> {
  const taken: Taken = { files: [], said: [] };
  for (const file of files) {
    const name = file.name === "" || file.name === "image.png" ? pictureName(zone) : file.name;
    if (file.size > pasteLimit) {
      taken.said.push(`“${name}” is larger than 25 MB and was not attached. Choose it with “Attach a file”, or link to it.`);
      continue;
    }
    try {
      taken.files.push({ name, given: { from: "bytes", name, base64: await base64Of(file) } });
    } catch {
      // A folder is dropped as a file that cannot be read.
      taken.said.push(`“${name}” could not be read and was not attached. Folders cannot be attached: choose files.`);
    }
  }
  return taken;
}

/** What a paste brings beside words; null when it is words. */
export function pastedFiles(event: ClipboardEvent, zone: string): Promise<Taken> | null {
  const data = event.clipboardData;
  if ((data?.getData("text/plain") ?? "") !== "") return null;
  const files = [...(data?.files ?? [])];
  return files.length ? ofFiles(files, zone) : fromShell(zone);
}

async function fromShell(zone: string): Promise<Taken> {
  const { picture, paths } = await transport.pasted();
  const name = pictureName(zone);
  return { files: picture !== null ? [{ name, given: { from: "bytes", name, base64: picture } }] : ofPaths(paths), said: [] };
}

/** What was dropped, from the page's own event or the shell's; null for text that is moved about. */
export function droppedFiles(event: DragEvent | FileDrop, zone: string): Promise<Taken> | null {
  if ("detail" in event && typeof event.detail === "object") return Promise.resolve({ files: ofPaths(event.detail.paths), said: [] });
  const files = [...((event as DragEvent).dataTransfer?.files ?? [])];
  return files.length ? ofFiles(files, zone) : null;
}

export const chosenFiles = async (): Promise<Taken> => ({ files: ofPaths(await transport.pickOpenFiles("any")), said: [] });

/** Saves a copy where the person chooses. The place, or null when they changed their mind. */
export async function saveCopy(file: LogFile): Promise<string | null> {
  const path = await transport.pickSavePath(file.name, "any");
  if (path) await intent({ intent: "save_attachment", attachment: file.attachment, path });
  return path;
}
