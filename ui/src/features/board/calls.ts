import type { CallSheet } from "../../generated/CallSheet";

/** What can come of a call: the word of the log and the words of its button. */
export interface CallOutcome {
  word: string;
  label: string;
}

/** The outcomes of a call, the one that is hoped for first: an authority is told, a level is taken. */
export function outcomesOf(sheet: Pick<CallSheet, "can_acknowledge">): CallOutcome[] {
  const missed = [
    { word: "no-answer", label: "No answer" },
    { word: "busy", label: "Busy" },
    { word: "voicemail", label: "Left a message" },
    { word: "wrong-number", label: "Wrong number" },
  ];
  const told = { word: "told", label: sheet.can_acknowledge ? "Told, does not take it" : "Told" };
  return sheet.can_acknowledge ? [{ word: "acknowledged", label: "Takes it" }, told, ...missed] : [told, ...missed];
}
