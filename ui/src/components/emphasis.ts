/** Messages as they are read: paragraphs with what is bold in them. */

/** The text with its emphasis, paragraph by paragraph, as an audience gets it. */
export function paragraphs(text: string): { text: string; bold: boolean; open: boolean }[][] {
  return text
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) =>
      part
        .split(/(\*\*[^*]+\*\*|\{\{[^{}]*\}\})/)
        .filter(Boolean)
        .map((piece) => {
          const bold = piece.length > 4 && piece.startsWith("**") && piece.endsWith("**");
          const inner = bold ? piece.slice(2, -2) : piece;
          return { text: inner, bold, open: inner.includes("{{") && inner.includes("}}") };
        }),
    );
}
