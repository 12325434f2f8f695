/** What is written to the log and not sent yet, by incident. It outlives the screen, so that a look at another one loses nothing. */
import type { IncidentId } from "../../generated/IncidentId";
import type { Waiting } from "./evidence";

export class LogDraft {
  line = $state("");
  files = $state.raw<readonly Waiting[]>([]);
  /** Who answers for a decision that is typed. */
  accountable = $state("");

  /** Takes away what was sent; what was typed or attached meanwhile stays. */
  sent(line: string, files: readonly Waiting[]): void {
    this.line = this.line.startsWith(line) ? this.line.slice(line.length).trimStart() : this.line;
    this.files = this.files.filter((file) => !files.includes(file));
    this.accountable = "";
  }
}

const drafts = new Map<IncidentId | null, LogDraft>();

/** The draft of an incident, or of the log of the organisation. */
export function logDraft(incident: IncidentId | null): LogDraft {
  const draft = drafts.get(incident) ?? new LogDraft();
  drafts.set(incident, draft);
  return draft;
}
