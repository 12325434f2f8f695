// Matrices of the fake bridge: the sample's, an empty one, and one of 100 activities, with the few
// rules that make a screen move while it is looked at.
import type { Block } from "../src/generated/Block";
import type { Card } from "../src/generated/Card";
import type { Column } from "../src/generated/Column";
import type { Document } from "../src/generated/Document";
import type { Edit } from "../src/generated/Edit";
import type { FindingRow } from "../src/generated/FindingRow";
import type { Value } from "../src/generated/Value";
import { cell, liveColumns, liveRows, liveSections, many, one } from "../src/features/document/model";
import { cellPath, memberPath } from "../src/features/document/paths";
import { lettersOf, matrixOf, noteOf, stageOf, totals } from "../src/features/document/raci";
import { schemeOf } from "../src/features/document/raci/scheme";

const column = (name: string, type = "text", more: Partial<Column> = {}): Column => ({ pos: "", name, type, ...more });
const choices = (...names: string[]): NonNullable<Column["choices"]> => Object.fromEntries(names.map((name, at) => [name, { pos: String(at), name }]));

/** Columns and rows of a matrix with 100 activities and as many roles as are asked for. */
export function large(roles: number): { columns: Record<string, Column>; rows: (Value | null)[][] } {
  const columns: Record<string, Column> = { stage: column("Stage"), activity: column("Activity") };
  const words = ["Incident Commander", "Operations Lead", "Communications Lead", "Customer Liaison", "Subject-matter Expert", "Legal and Privacy", "Datenschutzbeauftragter"];
  for (let at = 0; at < roles; at += 1) columns[`role-${at}`] = column(`${words[at % words.length] ?? ""} ${at + 1}`, "letters", { key: "", options: { kind: at % 9 === 8 ? "ai" : "human", person: at % 4 === 3 ? "" : `Person with a rather long name ${at}` } });
  columns["ai_assist"] = column("AI assist", "choice", { choices: choices("none", "draft", "classify", "summarise") });
  columns["human_review"] = column("Human review", "choice", { choices: choices("none", "sample", "mandatory") });
  const rows = Array.from({ length: 100 }, (_, r) => [
    `Stage ${Math.floor(r / 10) + 1}`,
    r % 13 === 5 ? `Do thing ${r + 1}, which needs far more words than fit into the column to be understood by anybody` : `Do thing ${r + 1}`,
    ...Array.from({ length: roles }, (_, c) => ((r + c) % 4 ? null : many(c === r % roles ? ["A", "R"] : ["RACI".charAt((r * 7 + c) % 4)]))),
    "none",
    r % 3 ? null : "sample",
  ]);
  return { columns, rows };
}

/** The columns of a matrix that nobody has filled in, as its preset has them. */
export const bare = (): Record<string, Column> => ({
  stage: column("Stage"), activity: column("Activity"), risk: column("Risk", "choice", { choices: choices("Low", "Medium", "High") }),
  ai_assist: column("AI assist", "choice", { choices: choices("none", "draft") }), human_review: column("Human review", "choice", { choices: choices("none", "sample", "mandatory") }),
});

/** The findings of the matrices of a document, by the rules that the fake knows. */
export function matrixFindings(document: string, content: Document): FindingRow[] {
  return liveSections(content).flatMap(({ id, item }) => (item.kind === "raci" ? blockFindings(document, id, item.block) : []));
}

function blockFindings(document: string, section: string, block: Block): FindingRow[] {
  const matrix = matrixOf(block);
  const { letters } = schemeOf(block);
  const found: FindingRow[] = [];
  const add = (rule: string, level: string, row: string | null, column: string | null, title: string, message: string, fix: string | null = null): void =>
    void found.push({ rule, level, document, document_title: "", section, row, column, place: "", title, message, fix });
  const decides = letters.filter((x) => x.part === "decides").map((x) => x.letter);
  const works = letters.filter((x) => x.part === "works").map((x) => x.letter);
  for (const row of matrix.stored) {
    const name = matrix.activity ? one(cell(row.item, matrix.activity.id)) : "";
    const held = matrix.roles.map((role) => lettersOf(cell(row.item, role.id), letters).map((x) => x.letter));
    const count = (of: readonly string[]): number => held.filter((list) => list.some((x) => of.includes(x))).length;
    if (held.every((list) => list.length === 0)) {
      add("R-H10", "error", row.id, null, name ? `${name} is nobody's` : "A row is empty", "The row has no letters. Say who does it and who answers for it.");
      continue;
    }
    if (count(decides) === 0) add("R-H1", "error", row.id, null, `${name} has no ${decides.join(" or ")}`, "Nobody is accountable.", count(works) === 1 ? `Make the one who does it ${decides[0] ?? ""} too` : null);
    if (count(decides) > 1) add("R-H1", "error", row.id, null, `${name} has ${count(decides)} ${decides.join(" or ")}`, "Each would wait for the other. Keep one.");
    if (count(works) === 0) add("R-H2", "error", row.id, null, `${name} has no ${works.join(" or ")}`, "Somebody answers for it, and nobody does it.");
    const consulted = count(letters.filter((x) => x.part === "consulted").map((x) => x.letter));
    if (consulted > 3) add("R-H4", "warning", row.id, null, `${consulted} consulted on ${name}`, "More than 3 slows the decision. Inform those who need not be asked before.");
    for (const role of matrix.roles.filter((r) => r.item.options?.["kind"] === "ai")) {
      if (lettersOf(cell(row.item, role.id), letters).some((x) => x.part === "decides")) add("R-AI1", "error", row.id, role.id, `${role.item.name} answers for ${name}`, "Only a human can be accountable. Name one; the machine may do the work.");
    }
  }
  const sums = totals(matrix, letters);
  for (const role of matrix.roles) {
    const sum = sums[role.id];
    if (!sum || matrix.stored.length < 4) continue;
    if (sum.decides + sum.works === 0) add("R-V1", "warning", null, role.id, `${role.item.name} has no ${decides.join(" or ")} and no ${works.join(" or ")}`, "Move it to the communication plan, or give it work.");
    if (sum.decides * 2 > matrix.stored.length) add("R-V2", "warning", null, role.id, `${role.item.name} holds ${sum.decides} of ${matrix.stored.length} ${decides.join(" or ")}`, "More than half: every decision waits for one person. Let others answer for some.");
  }
  return found.sort((a, b) => Number(a.level !== "error") - Number(b.level !== "error"));
}

/** The edits of the one fix that the fake knows: who does it answers for it too. */
export function fixEdits(content: Document, section: string, row: string): Edit[] {
  const block = content.sections[section]?.block;
  const item = block?.rows?.[row];
  if (!block || !item) return [];
  const { letters } = schemeOf(block);
  const decides = letters.find((x) => x.part === "decides")?.letter ?? "A";
  const role = liveColumns(block).find((c) => c.item.type === "letters" && lettersOf(cell(item, c.id), letters).some((x) => x.part === "works"));
  return role ? [{ edit: "set", path: memberPath(cellPath(section, row, role.id), decides), value: "" }] : [];
}

/** What the matrices of some documents give a person or a role. */
export function cards(documents: readonly { id: string; content: Document }[], who: string, name: string): Card[] {
  const is = (text: string | undefined): boolean => text !== undefined && text !== "" && (text === who || text === name);
  return documents.flatMap(({ id, content }) =>
    liveSections(content).flatMap((s) => {
      if (s.item.kind !== "raci") return [];
      const { letters } = schemeOf(s.item.block);
      const matrix = matrixOf(s.item.block);
      const mine = matrix.roles.filter((r) => is(r.item.name) || is(r.item.options?.["role"]) || is(r.item.options?.["person"]) || is(r.item.options?.["deputy"]));
      return liveRows(s.item.block).flatMap((row) =>
        mine.flatMap((role): Card[] => {
          const value = cell(row.item, role.id);
          const held = lettersOf(value, letters);
          if (held.length === 0) return [];
          const activity = matrix.activity ? one(cell(row.item, matrix.activity.id)) : "";
          return [{
            document: id, title: String(content.header["title"] ?? ""), section: s.id, row: row.id, column: role.id, role: role.item.name, as_deputy: !is(role.item.name) && !is(role.item.options?.["person"]) && is(role.item.options?.["deputy"]),
            stage: stageOf(matrix, row.item), activity, letters: held.map((x) => ({ letter: x.letter, name: x.name, part: x.part, note: noteOf(value, x.letter) })),
          }];
        }),
      );
    }),
  );
}
