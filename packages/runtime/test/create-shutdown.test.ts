import { EventEmitter } from "node:events";
import { createLogger, createShutdown } from "@moddy/runtime";
import t from "tap";

const logger = createLogger({ service: "test", level: "silent" });

t.test("closes in reverse order, one after the other, once", async (t) => {
  const shutdown = createShutdown({ logger, timeoutMs: 1_000 });
  const order: string[] = [];
  shutdown.add("database", async () => {
    order.push(`database, taking work: ${!shutdown.signal.aborted}`);
  });
  shutdown.add("server", async () => {
    order.push("server begins");
    await Promise.resolve();
    order.push("server ends");
  });
  await Promise.all([shutdown.run("test"), shutdown.run("again")]);
  t.strictSame(order, ["server begins", "server ends", "database, taking work: false"]);
});

t.test("a part that fails to close does not keep the others open", async (t) => {
  const shutdown = createShutdown({ logger, timeoutMs: 1_000 });
  let closed = false;
  shutdown.add("database", async () => {
    closed = true;
  });
  shutdown.add("server", () => Promise.reject(new Error("no")));
  await t.rejects(shutdown.run("test"), { errors: [{ message: "no" }] });
  t.ok(closed);
});

/** Stands for the process: a real exit would end the test. */
class FakeProcess extends EventEmitter {
  readonly exited = Promise.withResolvers<number>();
  exit(code: number): void {
    this.exited.resolve(code);
  }
}

t.test("signals end the process: 0 if all closed, 1 if it hangs or gets a second signal", async (t) => {
  const start = (close: () => Promise<void>) => {
    const target = new FakeProcess();
    const shutdown = createShutdown({ logger, timeoutMs: 20 });
    shutdown.add("part", close);
    shutdown.installSignalHandlers(target as unknown as NodeJS.Process);
    target.emit("SIGTERM", "SIGTERM");
    return target;
  };
  t.equal(await start(async () => undefined).exited.promise, 0);
  t.equal(await start(() => new Promise(() => undefined)).exited.promise, 1);
  const impatient = start(() => new Promise(() => undefined));
  impatient.emit("SIGINT", "SIGINT");
  t.equal(await impatient.exited.promise, 1);
});
