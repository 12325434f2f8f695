/** How the window looks and listens, from the settings of the data folder. */
import { cache, intent } from "../backend";

export type Theme = "system" | "light" | "dark" | "contrast";
export type Density = "automatic" | "comfortable" | "compact";

function value(key: string): string {
  return cache.settings.value?.values[key] ?? "";
}

export const preferences = {
  get theme(): Theme {
    const found = value("theme");
    return found === "light" || found === "dark" || found === "contrast" ? found : "system";
  },
  get density(): Density {
    const found = value("density");
    return found === "comfortable" || found === "compact" ? found : "automatic";
  },
  /** Single-letter keys act unless they were switched off (WCAG 2.1.4). */
  get letters(): boolean {
    return value("single_letter_keys") !== "off";
  },
  get(key: string): string {
    return value(key);
  },
  async set(key: string, to: string): Promise<void> {
    await intent({ intent: "set_setting", key, value: to });
    // The fact refreshes the cache too; reading at once lets the choice be seen without a wait.
    await cache.settings.load();
  },
};

/** Puts theme and density on the root element, where the tokens look for them. */
export function applyLook(root: HTMLElement): void {
  const { theme, density } = preferences;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  if (density === "automatic") delete root.dataset.density;
  else root.dataset.density = density;
}
