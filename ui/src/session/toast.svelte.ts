import { onIntentEnd } from "../backend";
import type { Intent } from "../generated/Intent";

/** Intents that are no deeds of the work: what they change leaves every undo as good as it was. */
const beside: ReadonlySet<Intent["intent"]> = new Set(["keep_message", "set_setting", "run_clock"] as const);

/** The one toast: what was done, and how to take it back. */
class Toasts {
  current = $state<{ message: string; undo: () => void } | null>(null);

  offerUndo(message: string, undo: () => void): void {
    this.current = { message, undo };
  }

  close(): void {
    this.current = null;
  }
}

export const toasts = new Toasts();

// What is done after it would be undone in its place, or stands in its way.
onIntentEnd((done) => {
  if ("outcome" in done && !beside.has(done.intent.intent)) toasts.close();
});
