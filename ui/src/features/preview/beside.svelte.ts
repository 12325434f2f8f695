/** Whether the pages stand beside the document that is edited. It stays so from one document to the next. */
class Beside {
  isOpen = $state(false);
  #before: HTMLElement | null = null;

  /** Opens the pages and remembers where the focus was. */
  open(): void {
    this.#before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.isOpen = true;
  }

  /** Closes them and puts the focus back. */
  close(): void {
    this.isOpen = false;
    this.#before?.focus({ preventScroll: true });
    this.#before = null;
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }
}

export const beside = new Beside();
