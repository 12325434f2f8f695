/** Cases that come in from files: dropped on a case table, or chosen from its menu. */
import { base64Of, fileLimit } from "../../../components/file";
import type { Block } from "../../../generated/Block";
import type { CaseFile } from "../../../generated/CaseFile";
import type { Source } from "../../../session/pasted";
import { setting } from "../model";
import type { DocumentSession } from "../session.svelte";

/** Presets of tables whose rows are cases. */
const presets = new Set(["tickets", "it-records", "support-requests", "quality-checks", "integrations"]);

/** Whether the rows of a table are cases. */
export const takesCases = (block: Block): boolean => presets.has(setting(block, "preset")) || setting(block, "cases").toLowerCase() === "yes";

/** What became of an intake, a sentence each; null where it was refused, which the page says. */
export async function takeCases(session: DocumentSession, section: string, sources: readonly Source[]): Promise<string[] | null> {
  const files: CaseFile[] = [];
  for (const source of sources) {
    if ("path" in source) files.push({ from: "path", path: source.path });
    else if ("file" in source) {
      const { file } = source;
      if (file.size > fileLimit) return [`${file.name} is larger than 20 MB. Nothing was taken in. Split it into several files.`];
      try {
        files.push({ from: "bytes", file_name: file.name, base64: await base64Of(file) });
      } catch {
        return [`${file.name} could not be read. Nothing was taken in. Choose files, not a folder.`];
      }
    }
  }
  if (files.length === 0) return null;
  // What was typed a moment ago is in the table before cases are compared with it.
  await session.flush();
  const outcome = await session.act({ intent: "add_cases", document: session.id, section, files });
  return outcome?.remarks ?? null;
}
