import { expect, it } from "vitest";
import { severityChoices, severityOfKey } from "./severity";

const entry = (kind: string, name: string) => ({ id: `id-${name}`, kind, name, call: name, note: "", document: "d", channels: [], zone: "" });

it("offers the team's own severities in its order", () => {
  const choices = severityChoices([entry("person", "Mai"), entry("severity", "Major"), entry("severity", "Minor")]);
  expect(choices.map((c) => c.name)).toEqual(["Major", "Minor"]);
  expect(severityOfKey("Digit2", choices)).toBe("id-Minor");
});

it("offers the usual four to a team without a scheme", () => {
  expect(severityChoices([]).map((c) => c.value)).toEqual(["SEV1", "SEV2", "SEV3", "SEV4"]);
});

it("answers nothing for a digit without a severity, or another key", () => {
  expect(severityOfKey("Digit9", severityChoices([]))).toBeNull();
  expect(severityOfKey("KeyA", severityChoices([]))).toBeNull();
});
