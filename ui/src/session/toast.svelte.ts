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
