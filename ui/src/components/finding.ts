/** How a finding is shown wherever it stands: level, icon and words. */
import type { IconName } from "./icons";
import { count } from "./text";

export type FindingLevel = "error" | "warning" | "info";

export const findingIcon: Record<FindingLevel, IconName> = { error: "error", warning: "warning", info: "info" };
export const findingWord: Record<FindingLevel, string> = { error: "Error", warning: "Warning", info: "Note" };

/** "3 errors, 9 warnings"; nothing is left out and nothing that is zero is said. */
export function findingSummary(levels: readonly FindingLevel[]): string {
  const of = (level: FindingLevel): number => levels.filter((l) => l === level).length;
  const parts: string[] = [];
  if (of("error")) parts.push(count(of("error"), "error"));
  if (of("warning")) parts.push(count(of("warning"), "warning"));
  if (of("info")) parts.push(count(of("info"), "note"));
  return parts.join(", ");
}
