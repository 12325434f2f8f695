/** The one attachment that is looked at in large, wherever in the document it was opened. */
class Viewer {
  shown = $state<string | null>(null);

  open(attachment: string): void {
    this.shown = attachment;
  }

  close(): void {
    this.shown = null;
  }
}

export const viewer = new Viewer();
