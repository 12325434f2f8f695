// The calendar of the sample at 14:47:12 on Wednesday, 11 March 2026, in Berlin.
import { addDays } from "../src/features/calendar/days";
import type { CalendarItem } from "../src/generated/CalendarItem";
import type { CalendarReading } from "../src/generated/CalendarReading";

type Part = Partial<CalendarItem> & Pick<CalendarItem, "kind" | "state" | "title">;
const at = (day: string, time: string): string => new Date(`${day}T${time}+01:00`).toISOString();
const item = (day: string, time: string, part: Part): CalendarItem => ({ id: `${day} ${time} ${part.title}`, at: at(day, time), to: null, day: null, detail: "", audience: null, document: null, row: null, ...part });

function items(day: string): CalendarItem[] {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const list: CalendarItem[] = [];
  if (weekday === 1) list.push(item(day, "09:00", { kind: "review", state: day < "2026-03-11" ? "past" : "ahead", title: "Short review", to: at(day, "09:30"), detail: "Platform roll-out · every Monday · Project Manager, Operations Lead", document: "doc-iap" }));
  if (day === "2026-03-13") list.push(item(day, "00:00", { kind: "review", state: "ahead", title: "Review of “Escalation matrix”", day, document: "doc-iap" }));
  if (day === "2026-03-12") list.push(item(day, "08:30", { kind: "update", state: "ahead", title: "Board’s update", detail: "Before the supervisory call", audience: "audience-Board" }));
  if (day >= "2026-03-11" && weekday > 0 && weekday < 6) list.push(item(day, "17:00", { kind: "update", state: "ahead", title: "Media’s update", detail: "every working day, Line for the press", audience: "audience-Media" }));
  if (day !== "2026-03-11") return list;
  return [
    item(day, "14:05", { kind: "period", state: "past", title: "INC-2041 period 1", to: at(day, "18:05") }),
    item(day, "14:05", { kind: "level", state: "given", title: "L1 called", detail: "On-call Engineer. Called at the declaration; 5 min to acknowledge.", document: "doc-iap" }),
    item(day, "14:06", { kind: "update", state: "given", title: "Customers’ update 1", detail: "sent, Status page" }),
    item(day, "14:14", { kind: "update", state: "given", title: "Executives’ update 1", detail: "sent, E-mail" }),
    item(day, "14:30", { kind: "update", state: "skipped", title: "Partners’ update", detail: "No partner affected yet" }),
    item(day, "14:33", { kind: "update", state: "late", title: "Customers’ update 3", detail: "2 min late, Status page" }),
    item(day, "14:36", { kind: "level", state: "late", title: "CTO told", detail: "Jonas Lindqvist. Told at an age of 30 min, 1 min late.", document: "doc-iap" }),
    item(day, "14:44:41", { kind: "update", state: "overdue", title: "Executives’ update", detail: "Promised in update 1.", audience: "audience-Executives" }),
    item(day, "14:51:22", { kind: "update", state: "ahead", title: "Customers’ update", detail: "Promised in update 3.", audience: "audience-Customers (all)" }),
    item(day, "14:49:42", { kind: "level", state: "ahead", title: "L3", detail: "Kim Ji-woo and Harbourline. Called as L2 had 15 min to resolve after acknowledging.", document: "doc-iap" }),
    item(day, "15:30", { kind: "meeting", state: "ahead", title: "Tactics meeting", to: at(day, "16:00"), detail: "Work of the next period · Bridge 1", document: "doc-iap" }),
    item(day, "16:00", { kind: "deadline", state: "ahead", title: "Ask PayLane for the chain of certificates", detail: "Jonas Lindqvist" }),
    ...list,
  ];
}

export function calendar(from: string, days: number, isOpen: boolean, isFull: boolean): CalendarReading {
  const first = from || "2026-03-11";
  const list = Array.from({ length: days }, (_, n) => addDays(first, n)).map((date) => {
    const own = isOpen ? items(date) : [];
    const many = isFull ? Array.from({ length: 24 }, (_, n) => item(date, `${String(n).padStart(2, "0")}:20`, { kind: "update", state: date < "2026-03-11" || (date === "2026-03-11" && n < 14) ? "given" : "ahead", title: "Strategic customers’ update", detail: "every day, the line for the account managers of the largest customers", audience: "audience-Partners" })) : [];
    return { date, from: at(date, "00:00"), to: at(addDays(date, 1), "00:00"), is_today: date === "2026-03-11", items: [...own, ...many].sort((a, b) => a.at.localeCompare(b.at)) };
  });
  return { zone: "Europe/Berlin", days: list };
}
