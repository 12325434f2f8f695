import type { IconName } from "../../components/icons";

/** The icon of a document by the words of its kind. */
export function documentIcon(kind: string): IconName {
  const word = kind.toLowerCase();
  if (word.includes("communication")) return "comms";
  if (word.includes("action plan")) return "plan";
  if (word.includes("raci")) return "raci";
  if (word.includes("escalation")) return "escalation";
  if (word.includes("people") || word.includes("directory") || word.includes("person")) return "people";
  if (word.includes("check") || word.includes("procedure")) return "action";
  return "document";
}

/** The categories of templates in the order of the library, with their words. */
export const categories: { value: string; label: string }[] = [
  { value: "plan", label: "Plan" },
  { value: "communicate", label: "Communicate" },
  { value: "roles", label: "Roles" },
  { value: "escalate", label: "Escalate" },
  { value: "hand-over", label: "Hand over" },
  { value: "learn", label: "Learn" },
];
