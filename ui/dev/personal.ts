/** Personal data, mappings, watched folder and quarantine for the fake bridge. */
import type { CaseMapping } from "../src/generated/CaseMapping";
import type { CaseWatch } from "../src/generated/CaseWatch";
import type { PersonalAnswer } from "../src/generated/PersonalAnswer";
import type { PersonalQuery } from "../src/generated/PersonalQuery";

export const mappings: CaseMapping[] = [{ name: "helpdesk", columns: { "Ticket no": "id", Betreff: "subject", Notiz: "-" } }];
export const watch: CaseWatch = { folder: "/srv/cases", into: { document: "doc-support", mapping: "helpdesk" }, document_title: "Customer support", said: ["“monday.csv”: 4 cases were taken into “Tickets” of “Customer support”: T-1, T-2, T-3, T-4"] };

const stays = ["The other cells of its row, and what the log says of it: its name, statuses, who had it and when", "What was exported, handed over or sent before, wherever that lies", "An entry of the log that it was erased, by whom and why"];

export function personal(asked: PersonalQuery): PersonalAnswer {
  switch (asked.ask) {
    case "masked": {
      const address = asked.addresses ? "[e-mail address]" : "kim@example.org";
      const telephone = asked.telephones ? "[telephone number]" : "+49 30 1234567";
      return { of: "masked", value: `Write to ${address} or call ${telephone}, card [card number ending 1111]` };
    }
    case "quarantine":
      return { of: "quarantine", value: [{ file: "2026-03-10/tuesday.csv", day: "2026-03-10", name: "tuesday.csv", size: "4 kB", reasons: ["line 3: “opened” says “soon”, which is no moment."], path: "/data/quarantine/2026-03-10/tuesday.csv", until: "2026-06-08" }] };
    case "person":
      return { of: "person", value: { person: asked.person, name: "Bao Chau", goes: ["The person’s own page: names, titles, numbers, addresses, working hours, skills and notes"], stays: ["The log and the histories of documents cannot be changed"] } };
    case "case":
      return {
        of: "case",
        value: {
          row: { document: "doc-support", document_title: "Customer support", section: "s", row: asked.case.id, id: "T-1", subject: "Refund", opened: "", status: "", level: "", tier: "", owner: "", kind: "", status_id: "", is_open: true, clocks: [], input: null, incident: null },
          goes: ["The conversation, with all that was said and the case as it came in", "What is known about the customer", "1 earlier version that was replaced"],
          stays,
          erase_at: "2026-06-08T12:00:00Z",
          open_in: null,
          hold: null,
          erased: null,
        },
      };
    case "retention": {
      const row = { document: "doc-support", document_title: "Customer support", row: "row-1", case: "T-1", what: ["brief", "conversation", "customer data"], at: "2026-06-08T12:00:00Z", stands: "kept", hold: null, open_in: null };
      const hold = { until: null, reason: "A complaint is with the ombudsman", by: "Katarzyna Wójcik", since: "2026-03-10T12:00:00Z" };
      return {
        of: "retention",
        value: {
          rows: [{ ...row, row: "row-2", case: "T-2", at: "2026-03-10T12:00:00Z", stands: "open", open_in: "INC-2041" }, row, { ...row, row: "row-3", case: "T-3", stands: "held", hold }],
          erased: [{ at: "2026-03-09T08:00:00Z", by: "Bridgebook", reason: "", words: "The personal data of the case “T-0” was erased: its time was over on 2026-03-09" }],
          keep_days: 90,
        },
      };
    }
  }
}
