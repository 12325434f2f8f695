/** The rhythms in which an update can be planned, as words of the plan. */
export const rhythms: readonly { value: string; label: string }[] = [
  { value: "", label: "Once" },
  { value: "day", label: "Day" },
  { value: "working-day", label: "Working day" },
  { value: "week", label: "Week" },
  { value: "fortnight", label: "Two weeks" },
  { value: "month", label: "Month" },
  { value: "month-weekday", label: "Month, same weekday" },
  { value: "month-last-weekday", label: "Month, last such weekday" },
  { value: "month-end", label: "Month, last day" },
  { value: "quarter", label: "Quarter" },
  { value: "year", label: "Year" },
];
