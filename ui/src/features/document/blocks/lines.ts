/**
 * Words on lines of a drawing. Text in a drawing does not wrap by itself, and no canvas is asked for its
 * width, so that a layout is the same in the window and in a test: widths are those of the typeface's
 * average letter, with signs of East Asian scripts twice as wide.
 */

/** Width of a text in px, about. */
export function widthOf(text: string, size: number): number {
  let units = 0;
  for (const sign of text) units += isWide(sign) ? 1 : /[ilj.,:;'|!]/.test(sign) ? 0.3 : /[A-ZMWmw]/.test(sign) ? 0.68 : 0.53;
  return units * size;
}

const isWide = (sign: string): boolean => /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]/.test(sign);

/** The text on at most `most` lines; what has no room ends in an ellipsis. */
export function wrap(text: string, size: number, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of pieces(text.trim())) {
    const longer = line + word;
    if (line === "" || widthOf(longer.trimEnd(), size) <= width) line = longer;
    else {
      lines.push(line.trimEnd());
      line = word;
    }
  }
  if (line.trim() !== "") lines.push(line.trimEnd());
  const shown = lines.slice(0, most);
  const last = shown.length - 1;
  return shown.map((each, at) => (at === last && lines.length > most ? shorten(`${each} …`, size, width) : shorten(each, size, width)));
}

/** Words with the space after them; signs that may break anywhere stand alone. */
function pieces(text: string): string[] {
  return text.match(/[\u2e80-\ua4cf\uf900-\ufaff]\s*|[^\s\u2e80-\ua4cf\uf900-\ufaff]+\s*/gu) ?? [];
}

/** The text cut to a width, with an ellipsis where something was left out. */
export function shorten(text: string, size: number, width: number): string {
  if (widthOf(text, size) <= width) return text;
  const signs = [...text.replace(/ ?…$/, "")];
  while (signs.length > 1 && widthOf(`${signs.join("")}…`, size) > width) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}
