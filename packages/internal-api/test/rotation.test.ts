import type { Secrets } from "@moddy/internal-api/server";
import { botOperations } from "@moddy/schemas";
import t, { type Test } from "tap";
import { failureOf } from "./support/failure-of.ts";
import { startServer } from "./support/start-server.ts";
import { startSwitch } from "./support/start-switch.ts";

const OLD = "old-secret-of-the-rotation-0123456789abcdef";
const NEW = "new-secret-of-the-rotation-0123456789abcdef";
const CALLS_PER_STEP = 60;

interface Side {
  /** Puts a new instance with these secrets in the old one's place, as a deployment does. */
  deploy(secrets: Secrets): Promise<void>;
  /** Resolves once this many more calls were made. */
  called(count: number): Promise<void>;
  retire(): Promise<void>;
}

interface Tally {
  done: number;
  readonly failures: unknown[];
  /** Resolves once both sides are there and calls may begin. */
  readonly begin: Promise<void>;
}

/** One service behind its address: a server, and a client that calls the other side without a pause. */
function createSide(t: Test, own: { switchTo(port: number): void }, otherUrl: string, tally: Tally): Side {
  let retire = async (): Promise<void> => {};
  let waiting: { count: number; resolve: () => void } | undefined;
  let made = 0;

  async function start(secrets: Secrets): Promise<() => Promise<void>> {
    const server = await startServer(t, { operations: botOperations, secrets, signatures: "required" });
    const { current: secret, previous: previousSecret } = secrets;
    const client = server.client({ baseUrl: otherUrl, secret, previousSecret });
    const stop = new AbortController();
    async function load(): Promise<void> {
      await tally.begin;
      while (!stop.signal.aborted) {
        await client.call("echo", {}).catch((error: unknown) => tally.failures.push(error));
        tally.done += 1;
        if (++made >= (waiting?.count ?? Infinity)) waiting?.resolve();
      }
    }
    own.switchTo(server.port);
    const loads = [load(), load(), load(), load()];
    return async () => {
      stop.abort();
      await Promise.all(loads);
      await client.close();
      await server.app.close();
    };
  }

  return {
    async deploy(secrets) {
      const next = await start(secrets);
      await retire();
      retire = next;
    },
    async called(count) {
      await new Promise<void>((resolve) => {
        waiting = { count: made + count, resolve };
      });
    },
    retire: () => retire(),
  };
}

t.test("rotating both services' secrets under load fails no call", async (t) => {
  const [botAddress, backendAddress] = [await startSwitch(t), await startSwitch(t)];
  const begin = Promise.withResolvers<void>();
  const tally: Tally = { done: 0, failures: [], begin: begin.promise };
  const bot = createSide(t, botAddress, backendAddress.url, tally);
  const backend = createSide(t, backendAddress, botAddress.url, tally);
  await Promise.all([bot.deploy({ current: OLD }), backend.deploy({ current: OLD })]);
  begin.resolve();
  const steps: [Side, Secrets][] = [
    [backend, { current: NEW, previous: OLD }],
    [bot, { current: NEW, previous: OLD }],
    [backend, { current: NEW }],
    [bot, { current: NEW }],
  ];
  for (const [side, secrets] of steps) {
    await side.deploy(secrets);
    await Promise.all([bot.called(CALLS_PER_STEP), backend.called(CALLS_PER_STEP)]);
  }
  await Promise.all([bot.retire(), backend.retire()]);
  t.strictSame(tally.failures, []);
  t.ok(tally.done >= steps.length * CALLS_PER_STEP * 2);
});

t.test("a service with only a new secret is refused: the rotation needs both", async (t) => {
  const server = await startServer(t, { secrets: { current: OLD } });
  t.match(await failureOf(server.client({ secret: NEW }).call("echo", {})), { status: 403 });
  t.match(await server.client({ secret: NEW, previousSecret: OLD }).call("echo", {}), { secret: "current" });
});

t.test("the client returns to the current secret once the service accepts it", async (t) => {
  let time = Date.now();
  const used: string[] = [];
  const server = await startServer(t, {
    secrets: { current: NEW, previous: OLD },
    handlers: {
      health: async (_request, { secretUsed }) => {
        used.push(secretUsed);
        return { status: "healthy", service: "discord-bot", version: "1" };
      },
    },
  });
  const before = await startServer(t, { secrets: { current: OLD } });
  const address = await startSwitch(t);
  address.switchTo(before.port);
  const client = server.client({ baseUrl: address.url, secret: NEW, previousSecret: OLD, now: () => time });
  await client.call("health", undefined);
  address.switchTo(server.port);
  await before.app.close();
  await client.call("health", undefined);
  time += 61_000;
  await client.call("health", undefined);
  t.strictSame(used, ["previous", "current"]);
});
