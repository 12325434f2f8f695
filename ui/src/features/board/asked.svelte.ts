/**
 * What was chosen elsewhere, in the palette, and is to open at its place on the board: a deed about a level that asks for
 * a reason first, or the reason of a pause. Whoever opens it takes it.
 */
import type { LevelDeed } from "./levels";

/** A deed about a level, or the pause of all of them. */
export type Asked = { level: string; do: LevelDeed["do"] } | "pause";

class AskedOnBoard {
  #asked = $state.raw<Asked | null>(null);

  ask(asked: Asked): void {
    this.#asked = asked;
  }

  /** Takes what was asked of a level; null when nothing was. */
  ofLevel(key: string): LevelDeed["do"] | null {
    const asked = this.#asked;
    if (asked === null || asked === "pause" || asked.level !== key) return null;
    this.#asked = null;
    return asked.do;
  }

  /** Takes the question why the escalation pauses. */
  ofPause(): boolean {
    if (this.#asked !== "pause") return false;
    this.#asked = null;
    return true;
  }
}

export const asked = new AskedOnBoard();
