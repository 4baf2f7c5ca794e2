import t from "tap";
import { readOptions, UsageError } from "./read-options.ts";

t.test("numbers are taken as they are given", async (t) => {
  const options = readOptions(["--events", "10000", "--kills", "100", "--seed", "7", "--keep"]);
  t.same(options, { kind: "bulk", events: 10_000, kills: 100, seed: 7, keepLogs: true });
});

t.test("there are two other kinds of run, which exclude each other and bring their own numbers", async (t) => {
  t.match(readOptions(["--every-step"]), { kind: "every-step", seed: 1 });
  t.match(readOptions(["--short"]), { kind: "short" });
  t.throws(() => readOptions(["--short", "--every-step"]), UsageError);
  t.throws(() => readOptions(["--short", "--events", "5"]), UsageError);
});

t.test("what does not fit is refused by name", async (t) => {
  for (const value of ["x", "1.5", "-1", "0", "", "1e3"]) {
    t.throws(() => readOptions([`--events=${value}`]), {
      name: "UsageError",
      message: /^--events takes a whole number/,
    });
  }
  t.throws(() => readOptions(["--seed", "4294967296"]), { name: "UsageError", message: /^--seed/ });
  t.throws(() => readOptions(["--event", "5"]), { name: "UsageError", message: /--event/ });
  t.throws(() => readOptions(["5"]), UsageError);
});

t.test("help is asked for, not run", async (t) => {
  t.equal(readOptions(["-h"]), undefined);
});
