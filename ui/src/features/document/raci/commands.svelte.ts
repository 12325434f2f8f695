/** What the palette can do in the matrix where the person was last: opening it takes the focus out of the matrix. */
import { commands, type Command } from "../../../session/commands.svelte";
import type { Row } from "../../../generated/Row";
import type { Entry } from "../model";
import { saveTable } from "../table/outside";
import type { RaciState } from "./raci.svelte";

/** The matrix that the person was in last; the first that is shown until then. */
let last = $state.raw<RaciState | null>(null);

export function keepMatrix(matrix: RaciState): void {
  last = matrix;
}

/** Runs something in the matrix, which has the keyboard again then. */
function inside(matrix: RaciState, deed: () => void): void {
  deed();
  setTimeout(() => matrix.refocus());
}

/** What the block around a matrix does. */
interface Around {
  /** Whether the cells are on screen, and not one of the other views. */
  isShown: () => boolean;
  onadd: (after?: Entry<Row>) => void;
  oncard: () => void;
}

function listOf(matrix: RaciState, { isShown, onadd, oncard }: Around): Command[] {
  const here = (): boolean => last === matrix;
  const canEdit = (): boolean => here() && matrix.session.canEdit;
  // A cell that nobody sees is not changed.
  const inCells = (): boolean => canEdit() && isShown();
  const atCell = (): boolean => inCells() && matrix.takesLetters;
  const of = (id: string, name: string, caps: readonly string[], available: () => boolean, run: () => void): Command => ({
    id: `raci.${matrix.section}.${id}`,
    name,
    group: "Table",
    keys: [],
    ...(caps.length > 0 ? { caps: [caps] } : {}),
    available,
    run,
  });
  return [
    ...matrix.letters.map((letter) =>
      of(`letter.${letter.letter}`, `Give or take the letter ${letter.letter}, ${letter.name}`, letter.letter.length === 1 ? [letter.letter] : [], atCell, () => inside(matrix, () => matrix.toggle(letter.letter))),
    ),
    of("clear", "Empty the selected cells of the matrix", ["Space"], atCell, () => inside(matrix, () => matrix.clear())),
    of("fill-down", "Fill down in the matrix", ["Ctrl", "D"], () => inCells() && (matrix.range !== null || (matrix.active?.row ?? 0) > 0), () => inside(matrix, () => matrix.fillDown())),
    of("note", "Note on the letter of this cell", ["N"], () => atCell() && matrix.range === null, () => matrix.noteHere()),
    of("select-all", "Select the whole matrix", ["Ctrl", "A"], () => here() && isShown() && matrix.active !== null, () => inside(matrix, () => matrix.select("all"))),
    of("add", "Add an activity to the matrix", ["Ctrl", "Enter"], canEdit, () => onadd(matrix.here?.row)),
    of("import", "Import activities from CSV or Markdown", [], canEdit, () => (matrix.choosing += 1)),
    of("card", "Card of a person or role", [], here, oncard),
    of("save-csv", "Save the matrix as CSV", [], here, () => void saveTable(matrix, "RACI matrix", "csv")),
    of("save-json", "Save the matrix as JSON", [], here, () => void saveTable(matrix, "RACI matrix", "json")),
  ];
}

/** Offers the commands of a matrix while it is on screen. */
export function offerMatrix(matrix: RaciState, around: Around): () => void {
  last ??= matrix;
  const end = commands.register(listOf(matrix, around));
  return () => {
    end();
    if (last === matrix) last = null;
  };
}
