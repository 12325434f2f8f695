/** Markdown drawn without an editor: guidance, cells, and the read view. */
import { DOMSerializer } from "prosemirror-model";
import { parseProse } from "./parse";
import { fillPictures } from "./pictures";
import { schema } from "./schema";
import { markVariables } from "./variables";

const serializer = DOMSerializer.fromSchema(schema);

/** Draws a Markdown text into an element. Raw HTML stays text; links carry their address for the shell. */
export function drawProse(place: HTMLElement, text: string): void {
  place.replaceChildren(serializer.serializeFragment(parseProse(text).doc.content, { document: place.ownerDocument }));
  fillPictures(place);
  markVariables(place);
}
