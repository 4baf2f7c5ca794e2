import { EventEmitter } from "node:events";
import { pathToFileURL } from "node:url";
import { runService, type ServiceOptions } from "@moddy/service";
import t, { type Test } from "tap";
import { z } from "zod";
import { inTime } from "../../../test/support/until.ts";

const environment = z.object({ LOG_LEVEL: z.enum(["silent", "fatal"]).default("fatal"), NAME: z.string() });
type Config = z.infer<typeof environment>;

/** Runs a service in a process that is an object of the test. */
async function run(t: Test, env: Record<string, string>, start: (options: ServiceOptions<Config>) => Promise<unknown>) {
  const folder = t.testdir({ "package.json": '{"version": "4.5.6"}' });
  const exited = Promise.withResolvers<number>();
  const process = Object.assign(new EventEmitter(), { env, exit: (code: number) => exited.resolve(code) });
  const printed = t.capture(console, "error");
  await runService({
    service: "bot",
    environment,
    manifest: pathToFileURL(`${folder}/package.json`),
    start,
    process: process as unknown as NodeJS.Process,
  });
  return {
    process,
    exit: () => inTime("the process ends", exited.promise),
    printed: () => printed().map(({ args }) => args[0]),
  };
}

t.test("it starts with its configuration and version, and closes on SIGTERM", async (t) => {
  let closed = false;
  let given: ServiceOptions<Config> | undefined;
  const { process, exit } = await run(t, { NAME: "moddy" }, async (options) => {
    given = options;
    options.shutdown.add("something", async () => {
      closed = true;
    });
  });
  t.match(given, { config: { NAME: "moddy", LOG_LEVEL: "fatal" }, version: "4.5.6" });
  process.emit("SIGTERM", "SIGTERM");
  t.equal(await exit(), 0);
  t.ok(closed);
});

t.test("a wrong environment is explained without a stack", async (t) => {
  const { exit, printed } = await run(t, {}, () => Promise.reject(new Error("must not start")));
  t.equal(await exit(), 1);
  t.match(printed(), [/^The configuration [^]*NAME is not set/]);
});

t.test("when the start fails, what is open is closed and the process ends with 1", async (t) => {
  let closed = false;
  const failure = new Error("no database");
  const { exit, printed } = await run(t, { NAME: "moddy" }, async ({ shutdown }) => {
    shutdown.add("something", async () => {
      closed = true;
      throw new Error("it does not close either");
    });
    throw failure;
  });
  t.equal(await exit(), 1);
  t.ok(closed);
  t.ok(printed().includes(failure), "the first failure is printed, with its stack");
});
