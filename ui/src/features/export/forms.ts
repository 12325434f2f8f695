/** What an export can be, and what each choice asks of the exporter. Pure. */
import type { FileKind } from "../../backend";
import type { ExportOptions } from "../../generated/ExportOptions";

/** The kind of file, as a person chooses it. */
export type Form = "pdf" | "markdown" | "calendar" | "data" | "rules";
/** How data and rules are written. */
export type Shape = "json" | "csv";

/** Brings pages to a printer. */
export interface Printer {
  readonly isBusy: boolean;
  /** Pages are being made ready; that can be stopped. */
  readonly isPreparing: boolean;
  readonly isDone: boolean;
  /** How far it is. */
  readonly words: string;
  print(subject: { documents: readonly string[]; incident: string | null; options: ExportOptions }, paper: "a4" | "letter"): Promise<void>;
  stop(): void;
}

/** Everything that can be chosen. */
export interface Choices {
  form: Form;
  shape: Shape;
  paper: "a4" | "letter";
  grey: boolean;
  /** What the pages show. For a single document cards are all; a binder has them at its end. */
  filling: "filled" | "blank" | "cards";
  /** Only of a binder: call tree and wallet cards after it. */
  withCards: boolean;
  /** Only the parts of this person or role: an id of the directory; empty for everybody's. */
  person: string;
  /** With attached files beside Markdown. */
  withFiles: boolean;
  /** The moment it is of, in plain words; empty for now. */
  at: string;
}

export const forms: readonly { value: Form; label: string }[] = [
  { value: "pdf", label: "PDF" },
  { value: "markdown", label: "Markdown" },
  { value: "calendar", label: "Calendar" },
  { value: "data", label: "Data" },
  { value: "rules", label: "Rules" },
];

/** What a form is for. */
export const aboutForm: Record<Form, string> = {
  pdf: "Pages to print, to send and to keep.",
  markdown: "Text that every editor opens, and that Bridgebook reads back without loss.",
  calendar: "Meetings, reviews and what is due, for the calendar of Outlook, Google or Apple.",
  data: "JSON holds the whole document, CSV its tables, for a program or a spreadsheet.",
  rules: "Levels, triggers, contacts and RACI, in a form that another tool can read.",
};

/** What the exporter is asked for. What belongs to another form is left out. */
export function optionsOf(choices: Choices, isBinder: boolean): ExportOptions {
  const { form, shape, paper, person } = choices;
  const isPdf = form === "pdf";
  const only = isPdf && choices.filling === "cards" && !isBinder;
  return {
    to: form === "data" ? shape : form === "rules" ? `rules-${shape}` : form === "calendar" ? "ics" : form,
    paper: isPdf ? paper : "",
    grey: isPdf && choices.grey,
    blank: isPdf && choices.filling === "blank",
    cards: only || (isPdf && isBinder && choices.withCards),
    person: isPdf && !only && choices.filling === "filled" ? person : "",
    attachments: form === "markdown" && choices.withFiles,
    at: choices.at.trim() || null,
  };
}

/** The kind of file that the system's dialog asks about. */
export function fileKindOf({ form, shape }: Choices): FileKind {
  return form === "data" || form === "rules" ? shape : form;
}

/** A name for the file that tells it from other exports of the same document. */
export function fileNameOf(title: string, choices: Choices, isBinder: boolean, personName: string): string {
  const options = optionsOf(choices, isBinder);
  if (choices.form === "rules") return `${title} rules`;
  if (options.blank) return `${title} blank form`;
  if (options.cards && !isBinder) return `${title} cards`;
  if (options.person) return `${title} for ${personName}`;
  return title;
}

/** Where it was written, out of what the exporter said; several files lie in a folder of that name. */
export function writtenTo(remarks: readonly string[], chosen: string): string {
  const said = remarks.find((remark) => remark.startsWith("Written: "));
  return said ? said.slice("Written: ".length) : chosen;
}

/** What is worth reading besides where it was written. */
export function remarksBeside(remarks: readonly string[]): string[] {
  return remarks.filter((remark) => !remark.startsWith("Written: "));
}
