import { describe, expect, it } from "vitest";
import { merge } from "./list-state";
import { parseSort, sortText } from "./search";
import { searches } from "./searches";

describe("the URL of a list", () => {
  it("gives back filters and cursor as they were set", () => {
    const search = { from: "2026-11-01", to: "2026-11-22", disposition: "answered", cursor: "eyJh.x" };
    expect(searches.calls(search)).toEqual(search);
  });

  it("drops what the screen cannot show", () => {
    expect(searches.calls({ disposition: "exploded", from: "yesterday", to: "2026-13-01", evil: "1" })).toEqual({});
    expect(searches.invoices({ state: "paid", cursor: "" })).toEqual({ state: "paid" });
  });

  it("takes a cursor that looks like a number as text", () => {
    expect(searches.paged({ cursor: 12345 })).toEqual({ cursor: "12345" });
  });

  it("reads a flag in every spelling a link may have", () => {
    expect(searches.notifications({ unread: true })).toEqual({ unread: true });
    expect(searches.notifications({ unread: "true" })).toEqual({ unread: true });
    expect(searches.notifications({ unread: "no" })).toEqual({});
  });
});

describe("a change of filters", () => {
  it("removes parameters that are undefined", () => {
    expect(merge({ state: "paid", cursor: "c", company: "com_1" }, { cursor: undefined, state: undefined })).toEqual({
      company: "com_1",
    });
  });
});

describe("the sort order", () => {
  const fallback = { key: "module", descending: false };

  it("survives the URL", () => {
    expect(parseSort(sortText({ key: "amount", descending: true }), fallback)).toEqual({
      key: "amount",
      descending: true,
    });
  });

  it("falls back when there is none", () => {
    expect(parseSort(undefined, fallback)).toEqual(fallback);
  });
});
