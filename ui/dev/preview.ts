// The pages of the fake: those of the sample's action plan, whatever is asked for.
import file from "./pages.pdf?inline";
import type { PagePreview } from "../src/generated/PagePreview";

const upright = { width: 595.28, height: 841.89 };

export function previewPages(): PagePreview {
  return { base64: file.slice(file.indexOf(",") + 1), pages: Array.from({ length: 17 }, () => upright), remarks: [] };
}
