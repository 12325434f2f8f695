/** The library that draws charts (uPlot), read when the first chart is shown. */
import type uPlot from "uplot";

/**
 * Reads the library. While it is read it makes a format of numbers for the language of the browser, and WebKit hands on
 * what the system says, which is no language where none was chosen (`C`): then it is told the one of this window.
 */
export async function plotter(): Promise<typeof uPlot> {
  try {
    new Intl.NumberFormat(navigator.language);
  } catch {
    Object.defineProperty(navigator, "language", { value: "en", configurable: true });
  }
  return (await import("uplot")).default;
}
