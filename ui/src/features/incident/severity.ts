import type { DirectoryEntry } from "../../generated/DirectoryEntry";

export interface SeverityChoice {
  /** What the intent carries: the directory's id, or the name as written. */
  value: string;
  name: string;
  note: string;
}

/** The usual four, for a team that has not written its own scheme yet. */
const usual: SeverityChoice[] = [
  { value: "SEV1", name: "SEV1", note: "a core service is down for many" },
  { value: "SEV2", name: "SEV2", note: "a core service is impaired, or one region is down" },
  { value: "SEV3", name: "SEV3", note: "a part fails, and there is a way around it" },
  { value: "SEV4", name: "SEV4", note: "nobody outside is affected" },
];

/** The team's severities from its directory, in its order; the usual four when it has none. */
export function severityChoices(directory: readonly DirectoryEntry[]): SeverityChoice[] {
  const own = directory.filter((entry) => entry.kind === "severity");
  return own.length ? own.map((entry) => ({ value: entry.id, name: entry.name, note: entry.note })) : usual;
}

/** The severity that a digit key stands for, by its place in the list. */
export function severityOfKey(code: string, choices: readonly SeverityChoice[]): string | null {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  return digit ? (choices[Number(digit) - 1]?.value ?? null) : null;
}
