/** A situation that is written and not recorded yet, by incident. It outlives the screen, so that a look at another one loses nothing. */
import type { IncidentId } from "../../generated/IncidentId";

class SituationDraft {
  /** The parts while they are written; null while nobody writes. */
  parts = $state<{ conditions: string; actions: string; needs: string } | null>(null);
}

const drafts = new Map<IncidentId, SituationDraft>();

export function situationDraft(incident: IncidentId): SituationDraft {
  const draft = drafts.get(incident) ?? new SituationDraft();
  drafts.set(incident, draft);
  return draft;
}
