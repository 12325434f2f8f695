import type { IconName } from "../../components/icons";

/** The states of an incident, in order. */
export const states = ["investigating", "identified", "monitoring", "resolved", "closed"] as const;

export function stateIcon(state: string): IconName {
  switch (state) {
    case "investigating":
      return "search";
    case "identified":
      return "identified";
    case "monitoring":
      return "event";
    case "resolved":
      return "complete";
    case "withdrawn":
      return "undo";
    default:
      return "flag";
  }
}
