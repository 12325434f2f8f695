import type { IconName } from "../../../components/icons";

/** The sign beside each colour: the meaning survives grey print and colour blindness. */
export const choiceSigns: Record<string, IconName> = { neutral: "started", ok: "complete", risk: "warning", overdue: "error", accent: "play" };
