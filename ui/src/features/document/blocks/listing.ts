/** What a live view can show, in words (`crates/domain/src/live_view.rs`), and what it can be kept to. */

/** Sources by the setting `source`. Another one, written in a file, stays and is named as it is. */
export const sources: readonly { value: string; label: string }[] = [
  { value: "status", label: "Status" },
  { value: "log", label: "Log" },
  { value: "actions", label: "Actions" },
  { value: "decisions", label: "Decisions" },
  { value: "updates", label: "Updates sent" },
  { value: "promises", label: "Promises, kept or broken" },
  { value: "roles", label: "Roles held" },
  { value: "approvals", label: "Approvals" },
  { value: "findings", label: "Findings" },
  { value: "readiness", label: "Readiness" },
  { value: "changes", label: "Changes of this document" },
  { value: "contacts", label: "Contacts" },
  { value: "contents", label: "Contents of this document" },
  { value: "metrics-basic", label: "Figures" },
  { value: "section", label: "A section of a document" },
];

/** Kinds of log entries that a view of the log can be kept to. */
export const kinds: readonly { value: string; label: string }[] = [
  { value: "event", label: "Events" },
  { value: "action", label: "Actions" },
  { value: "decision", label: "Decisions" },
  { value: "hypothesis", label: "Hypotheses" },
  { value: "comms", label: "Comms" },
  { value: "escalation", label: "Escalation" },
  { value: "role", label: "Roles" },
  { value: "approval", label: "Approvals" },
];

/** Which actions a view shows. */
export const actionStates: readonly { value: string; label: string }[] = [
  { value: "", label: "open ones" },
  { value: "done", label: "done ones" },
  { value: "all", label: "all" },
];
