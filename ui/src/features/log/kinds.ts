import type { IconName } from "../../components/icons";

const icons: Record<string, IconName> = {
  event: "event",
  action: "action",
  communication: "comms",
  hypothesis: "hypothesis",
  note: "write",
  declared: "declared",
  retitled: "write",
  state_changed: "flag",
  severity_changed: "flag",
  services_changed: "flag",
  role_assumed: "people",
  role_renounced: "people",
  period_started: "calendar",
  period_ended: "calendar",
  plan_adopted: "document",
  plan_changed: "document",
  decided: "decision",
  situation: "board",
  action_opened: "action",
  action_closed: "complete",
  action_reopened: "action",
  update_drafted: "comms",
  update_queued: "clock",
  delivery_ended: "comms",
  update_sent: "comms",
  update_skipped: "comms",
  update_snoozed: "comms",
  update_scheduled: "comms",
  schedule_ended: "comms",
  condition_met: "comms",
  promise_passed: "overdue",
  level_called: "escalation",
  level_notified: "escalation",
  call_ended: "escalation",
  level_acknowledged: "escalation",
  level_declined: "escalation",
  level_skipped: "escalation",
  level_raised: "escalation",
  deescalated: "escalation",
  exercise_declared: "risk",
  drill: "risk",
  clock_set_back: "clock",
  data_restored: "undo",
  escalation_paused: "escalation",
  escalation_resumed: "escalation",
  anchor_logged: "clock",
  anchor_withdrawn: "clock",
  obligation_changed: "flag",
  approval_asked: "complete",
  approval_given: "complete",
  approval_withdrawn: "complete",
  hand_over_offered: "people",
  hand_over_accepted: "people",
  hand_over_declined: "people",
  exported: "export",
  document_created: "document",
  document_edited: "document",
  correction: "undo",
};

const states: Record<string, IconName> = { investigating: "search", identified: "identified", monitoring: "event", resolved: "complete" };

/** The icon of a log entry's kind; a kind of a newer version has the plain one. A state has its own. */
export function kindIcon(kind: string, label = ""): IconName {
  if (kind === "state_changed") return states[label.toLowerCase()] ?? "flag";
  return icons[kind] ?? "event";
}

/** What the log view can filter by: a word and the kinds it stands for. */
export const kindFilters = [
  { value: "all", label: "All", kinds: [] },
  { value: "decision", label: "Decisions", kinds: ["decided"] },
  { value: "action", label: "Actions", kinds: ["action", "action_opened", "action_closed", "action_reopened"] },
  { value: "comms", label: "Comms", kinds: ["communication", "update_drafted", "update_scheduled", "schedule_ended", "condition_met", "update_queued", "delivery_ended", "update_sent", "update_skipped", "update_snoozed", "promise_passed"] },
  {
    value: "escalation",
    label: "Escalation",
    kinds: ["level_called", "level_notified", "rule_told", "call_ended", "level_acknowledged", "level_declined", "level_skipped", "level_raised", "deescalated", "escalation_paused", "escalation_resumed"],
  },
  { value: "hypothesis", label: "Hypotheses", kinds: ["hypothesis"] },
] as const;
