import { randomBytes } from "node:crypto";
import t from "tap";
import { runModdy } from "../../support/run-moddy.ts";
import { startPair } from "../../support/start-pair-processes.ts";
import { until } from "../../support/until.ts";

t.test("moddy secret rotate leads through the change, and no side loses the other", async (t) => {
  const pair = await startPair();
  t.teardown(() => pair.close());
  const old = pair.bot["INTERNAL_API_SECRET"] ?? "";
  const next = randomBytes(32).toString("base64url");
  const urls = ["--bot", `http://[::1]:${pair.ports.bot}`, "--backend", `http://[::1]:${pair.ports.backend}`];
  const env = { INTERNAL_API_SECRET: old, INTERNAL_API_SECRET_NEXT: next };
  const both = { INTERNAL_API_SECRET: next, INTERNAL_API_SECRET_PREVIOUS: old };
  const alone = { INTERNAL_API_SECRET: next };

  await t.test("--once says what is next, with status 1 until all is done", async (t) => {
    const { status, stdout, stderr } = await runModdy(["secret", "rotate", "--once", ...urls], env);
    t.equal(status, 1);
    t.match(stdout, /^Step 1 of 2\. [^]+^ +bot +the old one +yes$[^]+^ +backend +the old one +yes$/m);
    t.notMatch(stdout + stderr, old, "the secret in use is not printed");
    t.notMatch(stderr, next, "the new one is printed where it is asked for alone");
  });

  await t.test("without a new secret it makes one", async (t) => {
    const { stdout } = await runModdy(["secret", "rotate", "--once", ...urls], { INTERNAL_API_SECRET: old });
    t.match(stdout, /^The new secret:\n[\w-]{43}\n/);
  });

  await t.test("a side that takes neither secret is told", async (t) => {
    const wrong = { ...env, INTERNAL_API_SECRET: randomBytes(32).toString("base64url") };
    const { status, stdout } = await runModdy(["secret", "rotate", "--once", ...urls], wrong);
    t.equal(status, 1);
    t.match(stdout, /^One side takes neither secret: [^]+^ +bot +neither +no$/m);
  });

  await t.test("it waits for each step and ends with status 0", async (t) => {
    const lines: string[] = [];
    const said = (pattern: RegExp) => until(`it says ${pattern.source}`, () => pattern.test(lines.join("\n")));
    const stop = new AbortController();
    t.teardown(() => stop.abort());
    const walk = runModdy(["secret", "rotate", ...urls], env, {
      onLine: (line) => lines.push(line),
      signal: stop.signal,
    });
    await said(/Step 1 of 2/);
    await pair.restart("backend", both);
    await said(/bot +the old one +yes\n +backend +both +yes/);
    await pair.restart("bot", both);
    await said(/Step 2 of 2[^]+bot +both +yes\n +backend +both +yes/);
    await pair.restart("bot", alone);
    await said(/bot +the new one +yes\n +backend +both +yes/);
    await pair.restart("backend", alone);
    await said(/Done: [^]+bot +the new one +yes\n +backend +the new one +yes/);
    t.equal((await walk).status, 0);
  });
});
