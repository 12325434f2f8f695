/** What a person chose in the system's dialog, read in the page. */

/** The largest file that is read as a document or a table, in bytes; a larger one is refused before it is read. */
export const fileLimit = 20_000_000;

/** A file as it goes over the bridge. */
export interface ChosenFile {
  name: string;
  size: number;
  /** Its bytes; null where they could not be read, or are too many. */
  base64: string | null;
}

/** The bytes of a file as base64. */
export function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("the file cannot be read"));
    reader.readAsDataURL(file);
  });
}

/** A file that was read as text, for a table that takes its rows. */
export interface TableFile {
  name: string;
  size: number;
  /** Null where it could not be read, or is too large to be. */
  bytes: Uint8Array<ArrayBuffer> | null;
  /** Its bytes as text; empty without them. */
  text: string;
}

/** The file that was chosen in an input, read as a table's text. One that is too large is not read. */
export async function tableFile(input: HTMLInputElement | null): Promise<TableFile | null> {
  const file = input?.files?.[0];
  if (!input || !file) return null;
  const { name, size } = file;
  const bytes = size > fileLimit ? null : await file.arrayBuffer().then((buffer) => new Uint8Array(buffer), () => null);
  // The same file can be chosen again after it was mended.
  input.value = "";
  return { name, size, bytes, text: bytes ? textOf(bytes) : "" };
}

/** Why a file's table cannot be taken; null where it can. */
export function tableProblem({ name, size, bytes, text }: TableFile): string | null {
  if (size > fileLimit) return `${name} is larger than 20 MB. Nothing was imported. Split it into several files.`;
  if (bytes === null) return `${name} could not be read. Nothing was imported. Look whether it is still there and may be read.`;
  if (text.includes("\u0000") || text.includes("\ufffd")) return `${name} is not text in UTF-8. Nothing was imported. Save it as “CSV UTF-8” and try again.`;
  return null;
}

export async function chosen(file: File): Promise<ChosenFile> {
  const isSmall = file.size <= fileLimit;
  return { name: file.name, size: file.size, base64: isSmall ? await base64Of(file).catch(() => null) : null };
}

/** Why a chosen file cannot be taken; null where it can. */
export function refusal(file: ChosenFile): string | null {
  if (file.size > fileLimit) return `${file.name} is larger than 20 MB, so nothing of it was read. Split it into several files.`;
  if (file.base64 === null) return `${file.name} could not be read, so nothing of it was imported. Look whether it is still there, and choose it again.`;
  return null;
}

/** What Windows-1252 has at 0x80 to 0x9f. */
const windows = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** Bytes as text, whatever a spreadsheet saved them as: UTF-8, UTF-16 or Windows-1252. */
export function textOf(bytes: Uint8Array): string {
  const wide = utf16(bytes);
  if (wide) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Some engines read Windows-1252 as Latin-1, of which it differs in 32 signs.
    return new TextDecoder("windows-1252").decode(bytes).replace(/[\u0080-\u009f]/g, (sign) => windows[sign.charCodeAt(0) - 0x80] ?? sign);
  }
}

/** Which UTF-16 it is, if any: by its mark, else where nearly every second byte of its beginning is zero. */
function utf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const pairs = Math.min(bytes.length, 512) >> 1;
  let [even, odd] = [0, 0];
  for (let at = 0; at < pairs; at += 1) {
    if (bytes[2 * at] === 0) even += 1;
    if (bytes[2 * at + 1] === 0) odd += 1;
  }
  const isMost = (zeros: number, others: number): boolean => pairs >= 2 && zeros * 10 >= pairs * 7 && others * 10 <= pairs;
  if (isMost(odd, even)) return "utf-16le";
  return isMost(even, odd) ? "utf-16be" : null;
}
