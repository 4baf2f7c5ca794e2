import { randomBytes } from "node:crypto";
import t from "tap";
import { runModdy } from "../../support/run-moddy.ts";
import { startPairProcesses } from "../../support/start-pair-processes.ts";
import { until } from "../../support/until.ts";

t.test("moddy secret rotate shows each step, and the two sides can always call each other", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());
  const old = pair.environments.bot["INTERNAL_API_SECRET"] ?? "";
  const next = randomBytes(32).toString("base64url");
  const urls = ["--bot", `http://[::1]:${pair.ports.bot}`, "--backend", `http://[::1]:${pair.ports.backend}`];
  const env = { INTERNAL_API_SECRET: old, INTERNAL_API_SECRET_NEXT: next };
  const both = { INTERNAL_API_SECRET: next, INTERNAL_API_SECRET_PREVIOUS: old };
  const alone = { INTERNAL_API_SECRET: next };

  await t.test("--once shows the next step, with status 1 until all is done", async (t) => {
    const { status, stdout, stderr } = await runModdy(["secret", "rotate", "--once", ...urls], env);
    t.equal(status, 1);
    t.match(stdout, /^Step 1 of 2\. [^]+^ +bot +the old one +yes$[^]+^ +backend +the old one +yes$/m);
    t.notMatch(stdout + stderr, old, "the secret in use is not printed");
    t.notMatch(stderr, next, "the new one is printed on standard output alone");
  });

  await t.test("without a new secret it generates one", async (t) => {
    const { stdout } = await runModdy(["secret", "rotate", "--once", ...urls], { INTERNAL_API_SECRET: old });
    t.match(stdout, /^The new secret:\n[\w-]{43}\n/);
  });

  await t.test("a side that accepts neither secret is reported", async (t) => {
    const wrong = { ...env, INTERNAL_API_SECRET: randomBytes(32).toString("base64url") };
    const { status, stdout } = await runModdy(["secret", "rotate", "--once", ...urls], wrong);
    t.equal(status, 1);
    t.match(stdout, /^One side accepts neither secret: [^]+^ +bot +neither +no$/m);
  });

  await t.test("it waits for each step and ends with status 0", async (t) => {
    const lines: string[] = [];
    const printed = (pattern: RegExp) => until(`it prints ${pattern.source}`, () => pattern.test(lines.join("\n")));
    const stop = new AbortController();
    t.teardown(() => stop.abort());
    const rotation = runModdy(["secret", "rotate", ...urls], env, {
      onLine: (line) => lines.push(line),
      signal: stop.signal,
    });
    await printed(/Step 1 of 2/);
    await pair.restart("backend", both);
    await printed(/bot +the old one +yes\n +backend +both +yes/);
    await pair.restart("bot", both);
    await printed(/Step 2 of 2[^]+bot +both +yes\n +backend +both +yes/);
    await pair.restart("bot", alone);
    await printed(/bot +the new one +yes\n +backend +both +yes/);
    await pair.restart("backend", alone);
    await printed(/Done: [^]+bot +the new one +yes\n +backend +the new one +yes/);
    t.equal((await rotation).status, 0);
  });
});
