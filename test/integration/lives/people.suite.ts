import t from "tap";
import { testChapters } from "./support/test-chapters.ts";
import { chapters } from "./table/chapters.ts";

t.test("what a user has, and hears: several subscriptions, gifts, links, members", (t) =>
  testChapters(t, chapters.people),
);
