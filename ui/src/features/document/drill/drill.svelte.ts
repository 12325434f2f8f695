/** The drill of one plan: what is read of it, and what is done in it. */
import { intent, onFact, problemOf, query, Resource } from "../../../backend";
import type { DrillChange } from "../../../generated/DrillChange";
import type { DrillReading } from "../../../generated/DrillReading";
import type { Outcome } from "../../../generated/Outcome";

export class DrillState {
  readonly reading: Resource<DrillReading>;
  /** What was refused last, at the place where it was asked for. */
  problem = $state<string | null>(null);
  /** What was done, with what follows from it. */
  remarks = $state.raw<readonly string[]>([]);
  busy = $state(false);

  constructor(document: string) {
    this.reading = new Resource(async () => {
      const answer = await query({ query: "drill", about: "plan", document });
      if (answer.about !== "plan") throw { code: "failed", message: "Another answer came than was asked for", details: [] };
      return answer.value;
    });
  }

  /** Reads, and again whenever something is committed; returns what ends it. */
  start(): () => void {
    void this.reading.load();
    return onFact((fact) => {
      if (fact.event === "log_appended" || fact.event === "document_changed") void this.reading.load();
    });
  }

  /** Does something in the drill. Null, with the reason at its place, where it was refused. */
  async act(change: DrillChange): Promise<Outcome | null> {
    if (this.busy) return null;
    this.busy = true;
    try {
      const outcome = await intent({ intent: "drill", ...change });
      this.problem = null;
      this.remarks = outcome.remarks;
      await this.reading.load();
      return outcome;
    } catch (error) {
      this.problem = problemOf(error).message;
      return null;
    } finally {
      this.busy = false;
    }
  }
}
