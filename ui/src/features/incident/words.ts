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
    default:
      return "flag";
  }
}

/** "Identified" for `identified`. */
export function sentence(word: string): string {
  const text = word.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
