// Attached files of the fake bridge, kept in memory.
import type { AttachmentInfo } from "../src/generated/AttachmentInfo";
import type { Intent } from "../src/generated/Intent";

const kept = new Map<string, AttachmentInfo & { base64: string }>();
const kinds: Record<string, string> = { png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp", pdf: "application/pdf", log: "text/plain", txt: "text/plain" };

export function attach(intent: Extract<Intent, { intent: "attach" | "attach_file" }>): string {
  const id = `0199c0de-0000-7000-8000-${String(kept.size + 1).padStart(12, "0")}`;
  const name = intent.intent === "attach" ? intent.file_name : (intent.path.split("/").pop() ?? "file");
  const media_type = kinds[name.split(".").pop()?.toLowerCase() ?? ""] ?? "application/octet-stream";
  const base64 = intent.intent === "attach" ? intent.base64 : btoa("2026-03-11 14:05 connection refused");
  kept.set(id, { id, name, media_type, size: Math.floor((base64.length * 3) / 4), hash: "7f3a91c2".repeat(8), is_picture: media_type.startsWith("image/"), state: "kept", base64 });
  return id;
}

export function attachmentInfo(id: string): AttachmentInfo {
  const file = kept.get(id);
  if (!file) return { id, name: "", media_type: "", size: 0, hash: "", is_picture: false, state: "missing" };
  return { id, name: file.name, media_type: file.media_type, size: file.size, hash: file.hash, is_picture: file.is_picture, state: file.state };
}

export function attachmentPicture(id: string): string {
  const file = kept.get(id);
  return `data:${file?.media_type ?? ""};base64,${file?.base64 ?? ""}`;
}
