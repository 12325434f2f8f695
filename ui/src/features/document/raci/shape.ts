/** Changes of a matrix's stages and of the columns beside its roles, as edits. The columns are those of the block's preset. */
import type { Choice } from "../../../generated/Choice";
import type { Column } from "../../../generated/Column";
import type { Edit } from "../../../generated/Edit";
import type { Row } from "../../../generated/Row";
import { addColumn } from "../grid/columns";
import type { Entry } from "../model";
import { cellPath, choiceLine } from "../paths";
import { stageOf, type Band, type Matrix } from "../raci";

/** Columns that a matrix may have beside activity and roles, by their meaning. */
export type PresetKey = "stage" | "risk" | "ai_assist" | "human_review";

const positions = ["80", "8180", "8280", "8380", "8480"];
const choices = (list: readonly (readonly [string, string, string?])[]): Record<string, Choice> =>
  Object.fromEntries(list.map(([id, name, colour], at) => [id, { pos: positions[at] ?? "", name, colour: colour ?? "neutral" }]));

const presets: Record<PresetKey, { label: string; column: Column }> = {
  stage: { label: "Stages", column: { pos: "", key: "stage", name: "Stage", type: "text" } },
  risk: { label: "Risk", column: { pos: "", key: "risk", name: "Risk", type: "choice", choices: choices([["low", "Low", "ok"], ["med", "Medium", "risk"], ["high", "High", "overdue"]]) } },
  ai_assist: {
    label: "AI assist",
    column: { pos: "", key: "ai_assist", name: "AI assist", type: "choice", choices: choices([["none", "none"], ["draft", "draft"], ["classify", "classify"], ["summarise", "summarise"], ["first-pass", "first pass"]]) },
  },
  human_review: { label: "Human review", column: { pos: "", key: "human_review", name: "Human review", type: "choice", choices: choices([["none", "none"], ["sample", "sample"], ["mandatory", "mandatory"]]) } },
};

/** The columns that a matrix does not have yet, each with its name and the edit that adds it. */
export function missingColumns(section: string, matrix: Matrix, columns: readonly Entry<Column>[]): { key: PresetKey; label: string; edit: Edit }[] {
  const last = columns[columns.length - 1]?.id ?? null;
  return (Object.keys(presets) as PresetKey[])
    .filter((key) => (key === "stage" ? !matrix.stage : !matrix.extras.some((column) => column.item.key === key)))
    .map((key) => ({ key, label: presets[key].label, edit: addColumn(section, key === "stage" ? null : last, presets[key].column) }));
}

/** Puts rows into a stage. An empty name takes them out of any. */
export function intoStage(section: string, stage: Entry<Column>, rows: readonly Entry<Row>[], name: string): Edit[] {
  return rows.map((row): Edit => {
    const path = cellPath(section, row.id, stage.id);
    if (name === "") return { edit: "set", path, value: null };
    return stage.item.type === "choice" ? { edit: "fill", path, words: name } : { edit: "set", path, value: name };
  });
}

/** Gives a stage another name, on all of its rows in one step. */
export function renameStage(section: string, stage: Entry<Column>, band: Band, name: string): Edit[] {
  const choice = stage.item.type === "choice" ? Object.entries(stage.item.choices ?? {}).find(([, item]) => !item.deleted_at && item.name === band.stage)?.[0] : undefined;
  if (choice && name !== "") return [{ edit: "set", path: choiceLine(section, stage.id, choice, "name"), value: name }];
  return intoStage(section, stage, band.rows, name);
}

/** Moves a whole stage before or after its neighbour. Stages stand in the order of their first rows. */
export function moveStage(section: string, matrix: Matrix, at: number, step: 1 | -1): Edit[] {
  const band = matrix.bands[at];
  const other = matrix.bands[at + step];
  if (!band || !other) return [];
  const [up, down] = step < 0 ? [band, other] : [other, band];
  // The stage that goes up goes before the first row of the other, one row after the other.
  const first = down.rows[0]?.id;
  const stored = matrix.stored;
  let after: string | null = null;
  for (const row of stored) {
    if (row.id === first) break;
    if (!up.rows.includes(row)) after = row.id;
  }
  return up.rows.map((row): Edit => {
    const edit: Edit = { edit: "move", path: `/sections/${section}/block/rows`, id: row.id, after };
    after = row.id;
    return edit;
  });
}

/** The stages a row can go to: those of the others. */
export function otherStages(matrix: Matrix, row: Row): string[] {
  const own = stageOf(matrix, row);
  return matrix.bands.map((band) => band.stage).filter((name) => name !== "" && name !== own);
}
