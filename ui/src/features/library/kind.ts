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
  { value: "support", label: "Support" },
  { value: "check", label: "Check" },
  { value: "hand-over", label: "Hand over" },
  { value: "roll-out", label: "Roll out" },
  { value: "learn", label: "Learn" },
];

/** The category of a template as the library groups it; what nobody knows stands with the plans. */
export const categoryOf = (category: string): string => (categories.some((each) => each.value === category) ? category : "plan");

/** A drawing of a page in the library. */
export type Drawing = "matrix" | "levels" | "rules" | "letters" | "chart" | "heat" | "timeline" | "flow" | "list" | "text" | "table";

const drawings: Record<string, Drawing> = {
  raci: "matrix",
  escalation: "levels",
  cadence: "levels",
  triggers: "rules",
  stages: "letters",
  roster: "chart",
  risks: "heat",
  schedule: "timeline",
  handoffs: "flow",
  checklist: "list",
  prose: "text",
  fields: "text",
};

/** What a category is known by, the first that the template has. */
const byCategory: Record<string, readonly Drawing[]> = {
  plan: ["timeline", "text"],
  communicate: ["letters", "levels"],
  roles: ["matrix", "chart"],
  escalate: ["levels", "rules"],
  "hand-over": ["flow", "list"],
  "roll-out": ["timeline"],
  check: ["list", "table"],
  support: ["rules", "table"],
  learn: ["timeline", "list"],
};

/** Drawings that tell one template from another, before text and tables, which most have. */
const telling: readonly Drawing[] = ["matrix", "levels", "rules", "flow", "timeline", "heat", "letters", "chart", "list"];

/** What stands on the page of a template: one drawing that fills it, or text with a table below. */
export function drawingsOf(kinds: readonly string[], category: string): Drawing[] {
  const has = new Set(kinds.map((kind) => drawings[kind] ?? "table"));
  const first = [...(byCategory[category] ?? []), ...telling].find((drawing) => has.has(drawing)) ?? (has.has("text") ? "text" : "table");
  return first === "text" && has.has("table") ? ["text", "table"] : [first];
}

/** Drawings that need a page on its side. */
export const isWide = (drawing: Drawing | undefined): boolean => drawing !== undefined && ["matrix", "levels", "chart", "heat", "timeline", "flow"].includes(drawing);
