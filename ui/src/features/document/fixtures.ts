/** Documents for the tests of this folder. */
import type { Block } from "../../generated/Block";
import type { Column } from "../../generated/Column";
import type { OpenDocument } from "../../generated/OpenDocument";
import type { Row } from "../../generated/Row";
import type { Section } from "../../generated/Section";
import type { Value } from "../../generated/Value";

export const column = (name: string, type: string, more: Partial<Column> = {}): Column => ({ pos: "", name, type, ...more });

/** A block with columns by id and rows as lists in the order of the columns. */
export function blockOf(columns: Record<string, Column>, rows: (Value | null)[][], settings: Record<string, Value> = {}): Block {
  const ids = Object.keys(columns);
  const placed = Object.fromEntries(ids.map((id, at) => [id, { ...(columns[id] as Column), pos: String(at).padStart(4, "0") }]));
  const list = rows.map((cells, at): [string, Row] => {
    const filled = cells.flatMap((value, c) => (value === null ? [] : [[ids[c] ?? "", value] as const]));
    return [`r${at + 1}`, { pos: String(at).padStart(4, "0"), cells: Object.fromEntries(filled) }];
  });
  return { columns: placed, rows: Object.fromEntries(list), settings };
}

export const section = (heading: string, kind: string, block: Block, pos = "0"): Section => ({ pos, heading, depth: 1, kind, block });

export function openDocument(sections: Record<string, Section>, heads: string[] = ["h0"]): OpenDocument {
  const content = { format: 1, header: { title: "Plan" }, sections };
  const summary = {
    id: "d", title: "Plan", template: "", kind: "", incident: null, incident_number: "", status: "draft", version: "0.1",
    owner: "", next_review: "", review_overdue: false, last_tested: "", errors: 0, warnings: 0, changed_at: "2026-03-11T13:00:00Z",
  };
  return {
    id: "d", heads, content, summary, outline: [], findings: [], finding_counts: [], bound: [], names: {}, hash: "", can_undo: false, can_redo: false,
    approval: "", as_of: null,
  };
}
