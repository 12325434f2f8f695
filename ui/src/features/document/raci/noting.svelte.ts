/** Asks the side panel to put the cursor into the note of the cell that is selected. Dies with the window. */
class Noting {
  /** How often it was asked for; the panel answers to a number it has not seen. */
  asked = $state(0);
}

export const noting = new Noting();
