import { botOperations } from "@moddy/schemas";
import t from "tap";
import { stubHandlers } from "../../../test/support/stub-handlers.ts";
import { combineHandlers } from "../src/combine-handlers.ts";

const { health, echo, notify } = botOperations;
const operations = { health, echo, notify };
const stubs = stubHandlers(operations);

t.test("each operation is served by one feature", async (t) => {
  const { health, ...others } = stubs;
  const handlers = combineHandlers(operations, [{ operations: { health } }, {}, { operations: others }]);
  t.strictSame(handlers, stubs);
});

t.test("an operation that no feature serves is named, and where to add it", async (t) => {
  t.throws(() => combineHandlers(operations, [{ operations: { health: stubs.health } }]), {
    message: "No feature serves: echo, notify. Add it to the list in app.ts.",
  });
});

t.test("an operation that two features serve is named", async (t) => {
  const twice = [{ operations: stubs }, { operations: { echo: stubs.echo } }];
  t.throws(() => combineHandlers(operations, twice), { message: "Two features serve the operation echo." });
});
