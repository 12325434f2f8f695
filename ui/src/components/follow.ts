/** Following a pressed pointer until it is let go, taken away by the system, or called off with Escape. */

/** Tells each move, and at the end whether it was let go (true) or called off (false). */
export function followPointer(move: (event: PointerEvent) => void, done: (drop: boolean) => void): void {
  const end = (drop: boolean): void => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", up);
    window.removeEventListener("pointercancel", cancel);
    window.removeEventListener("keydown", key, true);
    done(drop);
  };
  const up = (): void => end(true);
  const cancel = (): void => end(false);
  const key = (press: KeyboardEvent): void => {
    if (press.key !== "Escape") return;
    press.preventDefault();
    press.stopPropagation();
    end(false);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", up);
  window.addEventListener("pointercancel", cancel);
  window.addEventListener("keydown", key, true);
}
