/** What can be done with the rows that are selected, beside what keys do: the same in their menu and in the palette. */
import type { IconName } from "../../../components/icons";
import { route } from "../../../session/route.svelte";
import { commentsOf } from "../comments/comments.svelte";
import { isLessonRow, makeProcedure } from "../lesson";
import type { GridState } from "./grid.svelte";

export interface RowDeed {
  id: string;
  /** In the menu of rows, of which `n` are meant. */
  label: (n: number) => string;
  /** In the palette, where no row is seen beside it. */
  name: string;
  icon: IconName;
  isThere: (grid: GridState) => boolean;
  run: (grid: GridState, row: number) => void;
}

const idsOf = (grid: GridState, row: number): string[] => {
  const { from, to } = grid.meant(row);
  return grid.rows.slice(from, to + 1).map(({ id }) => id);
};

// A menu gives the focus back to its button when it closes; what is opened takes it after that.
const after = (row: (grid: GridState, id: string) => void) => (grid: GridState, at: number): void =>
  void setTimeout(() => {
    const id = grid.rows[at]?.id;
    if (id !== undefined) row(grid, id);
  });

/** What was typed a moment ago is in the table before it is looked at. */
async function declare(grid: GridState, row: number): Promise<void> {
  const cases = idsOf(grid, row).map((id) => ({ document: grid.session.id, row: id }));
  await grid.session.flush();
  route.go({ view: "declare", cases });
}

const isCases = (grid: GridState): boolean => grid.isCases;

const setting: RowDeed = {
  id: "set-value",
  label: (n) => (n > 1 ? `Set a value in these ${n} rows…` : "Set a value…"),
  name: "Set a value in the selected rows…",
  icon: "write",
  isThere: () => true,
  run: (grid, row) => {
    const rows = idsOf(grid, row);
    setTimeout(() => (grid.setting = rows));
  },
};

const comment: RowDeed = {
  id: "comment-row",
  label: () => "Comment…",
  name: "Comment on this row…",
  icon: "note",
  isThere: () => true,
  run: after((grid, id) => commentsOf(grid.session).ask({ section: grid.section, row: id, quote: "" })),
};

const ofCases: readonly RowDeed[] = [
  { id: "hand-over", label: () => "Hand over…", name: "Hand this case over…", icon: "people", isThere: isCases, run: after((grid, id) => grid.table && (grid.table.handing = id)) },
  {
    id: "declare",
    label: (n) => (n > 1 ? `Declare an incident from these ${n} cases` : "Declare an incident from this case"),
    name: "Declare an incident from the selected cases",
    icon: "declared",
    isThere: isCases,
    run: (grid, row) => void declare(grid, row),
  },
  { id: "erase", label: () => "Erase personal data…", name: "Erase the personal data of this case…", icon: "empty", isThere: isCases, run: after((grid, id) => grid.table && (grid.table.erasing = id)) },
];

const lesson: RowDeed = {
  id: "make-procedure",
  label: () => "Make an SOP of it",
  name: "Make an SOP of this lesson",
  icon: "action",
  isThere: (grid) => isLessonRow(grid.session, grid.columns),
  run: (grid, row) => void makeProcedure(grid.session, grid.section, grid.rows[row]?.id ?? null),
};

/** In the groups of the menu. */
export const rowDeeds = { setting: [setting], comment: [comment], ofCases, lesson: [lesson] } as const;
