import type { Block } from "../../../generated/Block";
import type { Column } from "../../../generated/Column";
import type { Row } from "../../../generated/Row";
import type { Entry } from "../model";

/** A block of one row of a table, so that it can be filled as a form. Paths are those of the table. */
export const blockOfRow = (columns: readonly Entry<Column>[], row: Entry<Row>): Block => ({
  columns: Object.fromEntries(columns.map((column) => [column.id, column.item])),
  rows: { [row.id]: row.item },
});
