// The silence of the sound, as the fake keeps it.
import type { Intent } from "../src/generated/Intent";
import type { Overview } from "../src/generated/Overview";

const minutes: Record<string, number> = { "in 30 min": 30, "in 1 h": 60, "in 4 h": 240 };

/** Silences the sound, or lets it sound again; says whether that was asked for. */
export function changeSound(intent: Intent, overview: Overview): boolean {
  if (intent.intent === "restore_sound") overview.silence = null;
  else if (intent.intent === "silence_sound") {
    if (!intent.reason.trim()) throw { code: "invalid", message: "Say why the sound is silenced; the log keeps it. Nothing was changed", details: [] };
    const until = Date.parse(overview.now) + (minutes[intent.until] ?? 60) * 60_000;
    overview.silence = { until: new Date(until).toISOString(), reason: intent.reason, by: "Katarzyna Wójcik" };
  } else return false;
  return true;
}
