import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import { keptMessages, madeFrom } from "../../dev/message";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

/** The window draws a whole board before it. */
const slow = { timeout: 10_000 };
const type = (field: HTMLElement, value: string): Promise<boolean> => fireEvent.input(field, { target: { value } });

beforeEach(() => {
  keptMessages.clear();
  madeFrom.clear();
  Element.prototype.scrollIntoView = () => {};
});

it("holds the languages of an audience side by side and marks one that is out of date", { timeout: 30_000 }, async () => {
  route.go({ view: "comms", audience: "audience-Customers (all)" });
  render(App);
  const english = (await screen.findByLabelText(/^The exact text as Customers/, undefined, slow)) as HTMLTextAreaElement;
  await waitFor(() => expect(english.value).not.toBe(""));
  const beside = (await screen.findByLabelText("Beside the text", undefined, slow)) as HTMLSelectElement;
  const options = (): (string | null)[] => [...beside.options].map((option) => option.textContent);
  expect(options()).toEqual(["As Customers (all) get it", "German, nothing yet", "French, nothing yet"]);
  await fireEvent.change(beside, { target: { value: "German" } });
  const german = (await screen.findByLabelText("The same in German", undefined, slow)) as HTMLTextAreaElement;
  await type(german, "Kartenzahlungen schlagen fehl.");
  await waitFor(() => expect(keptMessages.get("audience-Customers (all)")?.text).toContain("\n\n— German —\nKartenzahlungen schlagen fehl."));
  expect(english.value, "each language has its own field").not.toContain("German");
  expect(screen.queryByText(/has changed since/)).toBeNull();

  await type(english, `${english.value} More.`);
  const told = await screen.findByText(/The English text has changed since/, undefined, slow);
  expect(german.value).toBe("Kartenzahlungen schlagen fehl.");
  expect(options()).toContain("German, out of date");
  await expectAccessible(document.body);
  await fireEvent.click(screen.getByText("It still holds"));
  await waitFor(() => expect(told.isConnected).toBe(false));

  await fireEvent.change(beside, { target: { value: "" } });
  expect((await screen.findByLabelText("As Customers (all) get it", { selector: "section" }, slow)).textContent).toContain("— German —");
});
