/** Fill-in variables that stand in a text as written: marked quietly, with what they stand for. */
import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

/** What each stands for, as `crates/domain/src/variable.rs` has it. */
export const variables: Readonly<Record<string, string>> = {
  "incident.name": "title of the incident",
  "incident.number": "number of the incident",
  "incident.severity": "severity of the incident",
  "incident.start": "when it was detected",
  "incident.duration": "how long it has lasted, or lasted",
  services: "services affected",
  commander: "who commands",
  impact: "what it means for those affected",
  workaround: "what helps meanwhile",
  action: "what is being done",
  next_update_at: "when the next update comes",
  as_of: "the moment that the text is of",
  contact: "where questions go",
  status_page: "address of the status page",
  bridge: "address of the call",
};

/** A variable in a text, as `crates/domain/src/variable.rs` reads it; its name is the first group. */
export const variablePattern = /\{\{\s*([\p{L}\p{N}._-]+)\s*\}\}/gu;

export interface Variable {
  from: number;
  to: number;
  isKnown: boolean;
  words: string;
}

/** The variables of a text, with what is said about each. */
export function variablesIn(text: string): Variable[] {
  return [...text.matchAll(variablePattern)].map((match) => {
    const name = match[1] ?? "";
    const meaning = name.startsWith("brief.") ? "a part of the hand-off brief" : variables[name];
    const words = meaning ? `Not filled in: ${meaning}` : "There is no such variable: it stays as it is written";
    return { from: match.index, to: match.index + match[0].length, isKnown: meaning !== undefined, words };
  });
}

const classOf = (variable: Variable): string => (variable.isKnown ? "variable" : "variable unknown");

/** Marks the variables of drawn text. */
export function markVariables(place: HTMLElement): void {
  const walker = place.ownerDocument.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node.nodeValue?.includes("{{")) texts.push(node as Text);
  for (const text of texts) {
    for (const variable of variablesIn(text.data).reverse()) {
      const mark = place.ownerDocument.createElement("span");
      mark.className = classOf(variable);
      mark.title = variable.words;
      const part = text.splitText(variable.from);
      part.splitText(variable.to - variable.from);
      part.replaceWith(mark);
      mark.append(part);
    }
  }
}

/** Marks the variables of the text that is being written. */
export function variableMarks(): Plugin {
  return new Plugin({
    props: {
      decorations(state) {
        const found: Decoration[] = [];
        state.doc.descendants((node, at) => {
          if (!node.isText || !node.text?.includes("{{")) return;
          for (const variable of variablesIn(node.text)) {
            found.push(Decoration.inline(at + variable.from, at + variable.to, { class: classOf(variable), title: variable.words }));
          }
        });
        return found.length > 0 ? DecorationSet.create(state.doc, found) : null;
      },
    },
  });
}
