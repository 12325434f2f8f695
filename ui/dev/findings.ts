// Findings as the backend lists them: the first of each rule, and how many there are.
import type { FindingCount } from "../src/generated/FindingCount";
import type { FindingList } from "../src/generated/FindingList";
import type { FindingRow } from "../src/generated/FindingRow";

/** `?findings=20000` gives the action plan that many values that do not fit, for a look at a long list. */
const wanted = Number(new URLSearchParams(globalThis.location?.search ?? "").get("findings") ?? 0);

export const manyFindings = (document: string, section: string): FindingRow[] =>
  Array.from({ length: wanted }, (_, n) => ({
    rule: "V1", level: "warning", document, document_title: "INC-2041 action plan", section, row: `row-${n + 1}`, column: null, place: `2 Objectives, row ${n + 1}, Target`,
    title: "Target does not fit", message: `“soon, number ${n + 1}” is not a moment in time.${n % 3 ? "" : " It was pasted from a list in which the times stood in another column, and stays as it was written."}`, fix: null,
  }));

export function countsOf(rows: readonly FindingRow[]): FindingCount[] {
  const counts = new Map<string, FindingCount>();
  for (const { rule, level } of rows) {
    const group = `${level} ${rule}`;
    counts.set(group, { rule, level, count: (counts.get(group)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

export function listed(rows: readonly FindingRow[], rule = "", each = 0): FindingList {
  const asked = rows.filter((row) => rule === "" || row.rule === rule);
  const seen = new Map<string, number>();
  const first = asked.filter(({ rule, level }) => {
    const n = (seen.get(`${level} ${rule}`) ?? 0) + 1;
    seen.set(`${level} ${rule}`, n);
    return n <= (each || 100);
  });
  return { rows: first, counts: countsOf(asked) };
}
