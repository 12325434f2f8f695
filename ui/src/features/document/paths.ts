/** Places in a document as the bridge writes them (`crates/domain/src/path.rs`). */
const part = (text: string): string => text.replaceAll("%", "%25").replaceAll("/", "%2F");
const whole = (text: string): string => text.replaceAll("%2F", "/").replaceAll("%25", "%");

export const sectionsPath = "/sections";
export const headerPath = (key: string): string => `/header/${part(key)}`;
export const sectionLine = (section: string, line: "heading" | "label" | "depth"): string => `/sections/${section}/${line}`;
export const guidancePath = (section: string): string => `/sections/${section}/guidance`;
export const textPath = (section: string): string => `/sections/${section}/block/text`;
export const settingPath = (section: string, key: string): string => `/sections/${section}/block/settings/${part(key)}`;
export const columnsPath = (section: string): string => `/sections/${section}/block/columns`;
export const columnLine = (section: string, column: string, line: "name" | "key" | "type"): string =>
  `/sections/${section}/block/columns/${column}/${line}`;
export const columnOption = (section: string, column: string, key: string): string =>
  `/sections/${section}/block/columns/${column}/options/${part(key)}`;
export const choicesPath = (section: string, column: string): string => `/sections/${section}/block/columns/${column}/choices`;
export const choiceLine = (section: string, column: string, choice: string, line: "name" | "colour"): string =>
  `/sections/${section}/block/columns/${column}/choices/${part(choice)}/${line}`;
export const rowsPath = (section: string): string => `/sections/${section}/block/rows`;
export const cellPath = (section: string, row: string, column: string): string =>
  `/sections/${section}/block/rows/${row}/cells/${column}`;
export const memberPath = (cell: string, member: string): string => `${cell}/${part(member)}`;

/** The parts of a path, unescaped. */
export const partsOf = (path: string): string[] => path.split("/").slice(1).map(whole);
