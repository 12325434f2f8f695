/** Files on their way into a document: pasted, dropped or chosen. */
import { intent, problemOf, query, transport } from "../../../backend";
import { base64Of } from "../../../components/file";
import { nameOfFile, pasteLimit, pictureName, type Source } from "../../../session/pasted";
import { attachments, nameOf, sizeWords } from "./store.svelte";

export interface Attached {
  id: string;
  name: string;
  isPicture: boolean;
}

/** What became of several files: those that are in, and a sentence for each that has something to be said about. */
export interface Taken {
  done: Attached[];
  said: string[];
}

/** Sources that may still be on their way: the shell is asked for the clipboard, or the system for a file. */
export type Coming = readonly Source[] | Promise<readonly Source[]>;

/** Keeps files for a document, one after the other. One that is refused does not keep the others out; it never throws. */
export async function attachAll(document: string, coming: Coming, keepDays: number | null, zone: string): Promise<Taken> {
  const taken: Taken = { done: [], said: [] };
  let sources: readonly Source[];
  try {
    sources = await coming;
  } catch (error) {
    return { done: [], said: [`Nothing was attached. ${problemOf(error).message}`] };
  }
  for (const source of sources) {
    try {
      const { attached, remarks } = await attach(document, source, keepDays, zone);
      taken.done.push(attached);
      taken.said.push(...remarks);
    } catch (error) {
      taken.said.push(wordsOf(error));
    }
  }
  return taken;
}

async function attach(document: string, source: Source, keep_days: number | null, zone: string): Promise<{ attached: Attached; remarks: string[] }> {
  const outcome =
    "path" in source
      ? await intent({ intent: "attach_file", document, path: source.path, keep_days })
      : await intent({ intent: "attach", document, keep_days, ...("file" in source ? await contentOf(source.file, zone) : { file_name: pictureName(zone), base64: source.picture }) });
  const id = outcome.ids[0] ?? "";
  const info = await attachments.known(id);
  return { attached: { id, name: nameOf(info), isPicture: info?.is_picture ?? false }, remarks: outcome.remarks };
}

async function contentOf(file: File, zone: string): Promise<{ file_name: string; base64: string }> {
  if (file.size > pasteLimit) {
    throw new Error(
      `“${file.name}” has ${sizeWords(file.size)}; at most ${sizeWords(pasteLimit)} can be pasted or dropped. Nothing was attached. Attach it with the paper clip, or link to it.`,
    );
  }
  try {
    return { file_name: nameOfFile(file, zone), base64: await base64Of(file) };
  } catch {
    // A folder is dropped as a file that cannot be read.
    throw new Error(`“${file.name}” could not be read. Nothing was attached. Folders cannot be attached: choose files.`);
  }
}

function wordsOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}

/** Saves a copy where the person chooses. The place, or null when they changed their mind. */
export async function saveCopy(id: string): Promise<string | null> {
  const [info] = await query({ query: "attachments", attachments: [id] });
  const path = await transport.pickSavePath(info?.name || "file", "any");
  if (path) await intent({ intent: "save_attachment", attachment: id, path });
  return path;
}
