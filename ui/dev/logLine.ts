/** The log of the page without the program: a line as it would be understood, near enough to draw and to test. */
import type { DirectoryEntry } from "../src/generated/DirectoryEntry";
import type { LineMeaning } from "../src/generated/LineMeaning";
import type { LogLine } from "../src/generated/LogLine";
import type { LogRow } from "../src/generated/LogRow";
import type { LogWanted } from "../src/generated/LogWanted";
import type { WrittenEntry } from "../src/generated/WrittenEntry";

const kinds = ["event", "action", "communication", "hypothesis", "decision", "note"];

export function readLine(asked: LogLine, directory: readonly DirectoryEntry[], now: string): LineMeaning {
  const found = /^(?:(20) minutes ago:? )?(?:(\p{L}+): )?(.*)$/su.exec(asked.text.trim());
  const text = (found?.[3] ?? "").replace(/#action ?/, "");
  const known = directory.filter((e) => text.includes(`@${e.name}`));
  const unknown = [...text.matchAll(/@(\S+)/g)].flatMap((m) => (known.some((e) => e.name.startsWith(m[1] ?? "")) ? [] : [m[1] ?? ""]));
  return {
    kind: found?.[2] && kinds.includes(found[2]) ? found[2] : asked.kind,
    at: found?.[1] ? new Date(Date.parse(now) - 20 * 60_000).toISOString() : null,
    text,
    people: known.map((e) => ({ shown: `@${e.name}`, id: e.id })),
    action: asked.text.includes("#action") && asked.incident ? { owner: known[0]?.name ?? "", due_at: null } : null,
    problem: asked.text.startsWith("23:59 ") ? "“23:59” has not come yet. Nothing was written. Name the time at which it happened" : null,
    remarks: unknown.map((name) => `“${name}” is no one person or role of the directory and was kept as written`),
  };
}

export function filteredLog(log: readonly LogRow[], wanted: LogWanted, directory: readonly DirectoryEntry[]): LogRow[] {
  if (wanted.from === "soonish") throw { code: "invalid", message: "“soonish” is not a moment in time", details: [] };
  const by = directory.find((e) => e.id === wanted.by)?.name ?? wanted.by;
  const holds = (row: LogRow): boolean =>
    (!wanted.kinds.length || wanted.kinds.includes(row.kind)) &&
    row.text.toLowerCase().includes(wanted.text.toLowerCase()) &&
    (!by || row.author.includes(by)) &&
    (!wanted.with_files || row.files.length > 0);
  return log.filter(holds);
}

export function written(like: LogRow, id: string, entry: WrittenEntry, meant: LineMeaning, saved_at: string): LogRow {
  const files = entry.files.map((file, at) => ({ attachment: `file-${id}-${at}`, name: file.from === "bytes" ? file.name : (file.path.split("/").pop() ?? ""), size: "48 kB", hash: "ab".repeat(32), is_picture: false }));
  return { ...like, id, text: meant.text, kind: meant.kind, label: meant.kind, event_at: meant.at ?? saved_at, entered_at: saved_at, people: meant.people, files, corrected: null };
}
