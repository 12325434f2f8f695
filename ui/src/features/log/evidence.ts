/** Files on their way into an entry of the log: they are kept when the entry is written. */
import { intent, transport } from "../../backend";
import { base64Of } from "../../components/file";
import { nameOfFile, pasteLimit, pictureName, type Source } from "../../session/pasted";
import type { GivenFile } from "../../generated/GivenFile";
import type { LogFile } from "../../generated/LogFile";

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

/** Reads what came, so that it waits for its entry. */
export async function waiting(coming: readonly Source[] | Promise<readonly Source[]>, zone: string): Promise<Taken> {
  const taken: Taken = { files: [], said: [] };
  for (const source of await coming) {
    if ("path" in source) taken.files.push({ name: leaf(source.path), given: { from: "path", path: source.path } });
    else if ("picture" in source) {
      const name = pictureName(zone);
      taken.files.push({ name, given: { from: "bytes", name, base64: source.picture } });
    } else await read(source.file, nameOfFile(source.file, zone), taken);
  }
  return taken;
}

async function read(file: File, name: string, taken: Taken): Promise<void> {
  if (file.size > pasteLimit) {
    taken.said.push(`“${name}” is larger than 25 MB and was not attached. Choose it with “Attach a file”, or link to it.`);
    return;
  }
  try {
    taken.files.push({ name, given: { from: "bytes", name, base64: await base64Of(file) } });
  } catch {
    // A folder is dropped as a file that cannot be read.
    taken.said.push(`“${name}” could not be read and was not attached. Folders cannot be attached: choose files.`);
  }
}

/** Saves a copy where the person chooses. The place, or null when they changed their mind. */
export async function saveCopy(file: LogFile): Promise<string | null> {
  const path = await transport.pickSavePath(file.name, "any");
  if (path) await intent({ intent: "save_attachment", attachment: file.attachment, path });
  return path;
}
