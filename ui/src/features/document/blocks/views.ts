/** What a live view can show, in words, and which settings belong to it. */

/** Sources by the setting `source`. Another one, written in a file, stays and is named as it is. */
export const sources: readonly { value: string; label: string }[] = [
  { value: "log", label: "Log" },
  { value: "actions", label: "Open actions" },
  { value: "decisions", label: "Decisions" },
  { value: "updates", label: "Updates sent" },
  { value: "promises", label: "Promises, kept or broken" },
  { value: "approvals", label: "Approvals" },
  { value: "roles", label: "Roles held" },
  { value: "contacts", label: "Contacts" },
  { value: "metrics", label: "Figures" },
  { value: "contents", label: "Contents of this document" },
  { value: "document", label: "A section of a document" },
];

/** Kinds of log entries that a view of the log can be kept to. */
export const kinds: readonly { value: string; label: string }[] = [
  { value: "event", label: "Events" },
  { value: "action", label: "Actions" },
  { value: "decision", label: "Decisions" },
  { value: "hypothesis", label: "Hypotheses" },
  { value: "communication", label: "Communication" },
  { value: "escalation", label: "Escalation" },
  { value: "state", label: "State changes" },
];
