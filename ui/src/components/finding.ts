/** How a finding is shown wherever it stands: level, icon and words. */
import type { IconName } from "./icons";
import { count } from "./text";

export type FindingLevel = "error" | "warning" | "info";

export const findingIcon: Record<FindingLevel, IconName> = { error: "error", warning: "warning", info: "info" };
export const findingWord: Record<FindingLevel, string> = { error: "Error", warning: "Warning", info: "Note" };

/** A finding as far as a list has to know it. */
export interface Found {
  rule: string;
  level: string;
}

/** How many findings of one rule and weight there are, listed or not. */
export interface FoundCount extends Found {
  count: number;
}

/** A line of a list of findings: one of them, or how many more of its rule there are. */
export type FindingLine<F> = { is: "finding"; finding: F } | { is: "more"; rule: string; level: FindingLevel; left: number };

/** Findings of one rule that are shown before more are asked for, and how many come with each question. */
export const shownFirst = 20;
export const shownMore = 100;

const rank: Record<string, number> = { error: 0, warning: 1, info: 2 };
/** The order of findings by their weight: errors first. */
export const byLevel = (a: Pick<Found, "level">, b: Pick<Found, "level">): number => (rank[a.level] ?? 3) - (rank[b.level] ?? 3);
export const groupOf = (found: Found): string => `${found.level} ${found.rule}`;

/** "3 errors, 9 warnings" of all that was counted. */
export function countSummary(counts: readonly FoundCount[]): string {
  const of = (level: FindingLevel): number => counts.reduce((sum, c) => (c.level === level ? sum + c.count : sum), 0);
  const parts: string[] = [];
  if (of("error")) parts.push(count(of("error"), "error"));
  if (of("warning")) parts.push(count(of("warning"), "warning"));
  if (of("info")) parts.push(count(of("info"), "note"));
  return parts.join(", ");
}

export const countAll = (counts: readonly FoundCount[]): number => counts.reduce((sum, c) => sum + c.count, 0);

/**
 * The lines of a list: errors first, then in the order of the places. A rule with many findings stands together, at
 * the first of them, and shows only so many as were wanted, so that it does not bury the others.
 */
export function findingLines<F extends Found>(rows: readonly F[], counts: readonly FoundCount[], wanted: Readonly<Record<string, number>> = {}): FindingLine<F>[] {
  const groups = new Map<string, F[]>();
  for (const row of rows) {
    const own = groups.get(groupOf(row));
    if (own) own.push(row);
    else groups.set(groupOf(row), [row]);
  }
  const totals = new Map(counts.map((c) => [groupOf(c), c.count]));
  const lines: FindingLine<F>[] = [];
  const done = new Set<string>();
  const sorted = [...rows].sort(byLevel);
  for (const finding of sorted) {
    const group = groupOf(finding);
    const own = groups.get(group) ?? [];
    const total = Math.max(totals.get(group) ?? 0, own.length);
    if (total <= shownFirst) {
      lines.push({ is: "finding", finding });
      continue;
    }
    if (done.has(group)) continue;
    done.add(group);
    const shown = own.slice(0, wanted[group] ?? shownFirst);
    for (const one of shown) lines.push({ is: "finding", finding: one });
    if (shown.length < total) lines.push({ is: "more", rule: finding.rule, level: finding.level as FindingLevel, left: total - shown.length });
  }
  return lines;
}
