import { describe, expect, it } from "vitest";
import type { Document } from "../../generated/Document";
import { valueAt, withValue } from "./local";

const document = { format: 1, header: { distribution: "Board" }, sections: {} } as Document;
const at = (next: Document) => valueAt(next, "/header/distribution");

describe("a change shown before the backend has it", () => {
  it("makes a set of a text when a member is added", () => {
    expect(at(withValue(document, "/header/distribution/Customers", ""))).toEqual({ Board: "", Customers: "" });
  });

  it("leaves a text alone when a member that is not there is taken away", () => {
    expect(at(withValue(document, "/header/distribution/Customers", null))).toBe("Board");
  });

  it("clears a text when it is the member that is taken away", () => {
    expect(at(withValue(document, "/header/distribution/Board", null))).toBeUndefined();
  });
});
