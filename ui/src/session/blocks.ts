/** The kinds of block in words, as documents and the library name them. */
const kindWords: Record<string, string> = {
  prose: "Text",
  fields: "Fields",
  checklist: "Checklist",
  table: "Table",
  raci: "RACI matrix",
  escalation: "Escalation matrix",
  cadence: "Cadence of updates",
  contacts: "Contacts",
  approvals: "Approvals",
  periods: "Periods and meetings",
  stages: "Message templates",
  roster: "Organisation",
  triggers: "Triggers",
  risks: "Risks",
  schedule: "Schedule",
  handoffs: "Hand-off map",
  view: "Live view",
};

/** A kind of block in words. */
export const kindWord = (kind: string): string => kindWords[kind] ?? kind;
