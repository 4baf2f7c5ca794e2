import { createInternalClient } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import { backendOperations } from "@moddy/schemas";
import t from "tap";
import { runModdy } from "../../../test/support/run-moddy.ts";
import { startPairProcesses } from "../../../test/support/start-pair-processes.ts";
import { until } from "../../../test/support/until.ts";

interface Delivery {
  readonly delivery_id: string;
  readonly operation: string;
  readonly discord_id: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly attempts: number;
}

const STRANGER = "1299999999999999999";

t.test("deliveries", async (t) => {
  const pair = await startPairProcesses();
  const secret = pair.environments.backend["INTERNAL_API_SECRET"] ?? "";
  const baseUrl = `http://[::1]:${pair.ports.backend}`;
  const client = createInternalClient({ operations: backendOperations, baseUrl, secret, caller: "cli" });
  t.teardown(() => client.close().then(() => pair.close()));

  const env = {
    INTERNAL_API_SECRET: secret,
    BACKEND_INTERNAL_URL: baseUrl,
    BOT_INTERNAL_URL: `http://[::1]:${pair.ports.bot}`,
  };
  const moddy = (...args: string[]) => runModdy(["deliveries", ...args], env);
  const list = async (...filters: string[]): Promise<Delivery[]> =>
    JSON.parse((await moddy("list", "--json", ...filters)).stdout);
  const grant = (discord_id: string, plan = "premium") => client.call("grantsCreate", { discord_id, plan });
  const nothingPending = () => until("nothing is pending", async () => (await list("--state", "pending")).length === 0);

  await grant(seedIds.ada);
  await grant(STRANGER);
  await nothingPending();

  await t.test("list: newest first, with user, operation, state and age", async (t) => {
    const { status, stdout } = await moddy("list");
    t.equal(status, 0);
    const [head, ...rows] = stdout.split("\n");
    t.match(head, /^DELIVERY +OPERATION +USER +STATE +AGE$/);
    t.match(
      rows.find((row) => row.includes("roles_update") && row.includes(STRANGER)),
      /^[\da-f-]{36} +roles_update +\d+ +dead \w+ +\d+ s$/,
    );
    t.match(stdout, /^\d+ deliveries\.$/m);
    t.notMatch(stdout, secret);
  });

  await t.test("list: each filter shows only what matches", async (t) => {
    const all = await list();
    for (const [filter, of] of [
      [["--state", "dead"], ({ state }: Delivery) => state === "dead"],
      [["--state", "succeeded"], ({ state }: Delivery) => state === "succeeded"],
      [["--user", seedIds.ada], ({ discord_id }: Delivery) => discord_id === seedIds.ada],
      [["--operation", "roles_update"], ({ operation }: Delivery) => operation === "roles_update"],
      [["--outcome", "delivered"], ({ outcome }: Delivery) => outcome === "delivered"],
      [["--user", STRANGER, "--state", "succeeded"], () => false],
      [["--older-than", "1h"], () => false],
    ] as const) {
      t.same(await list(...filter), all.filter(of), filter.join(" "));
    }
    t.ok(all.some(({ state }) => state === "dead") && all.some(({ state }) => state === "succeeded"));
    t.equal((await list("--older-than", "0s")).length, all.length);
  });

  await t.test("list: page by page, or all of it", async (t) => {
    const all = await list();
    t.ok(all.length >= 2);
    const { stdout } = await moddy("list", "--limit", "1");
    t.match(stdout, /^1 delivery; there are more: --all lists every one\.$/m);
    t.same(await list("--limit", "1"), all.slice(0, 1), "the newest");
    t.same(await list("--limit", "1", "--all"), all);
  });

  const [dead] = await list("--state", "dead", "--user", STRANGER, "--operation", "roles_update");
  const id = dead?.delivery_id ?? "";

  await t.test("show: the delivery, its outcome with the fix, and each attempt", async (t) => {
    const { status, stdout } = await moddy("show", id);
    t.equal(status, 0);
    t.match(stdout, new RegExp(`^delivery +${id}$`, "m"));
    t.match(stdout, new RegExp(`^outcome +${dead?.outcome}: .+\\.$`, "m"));
    t.match(stdout, /^fix +\S.+$/m);
    t.match(stdout, /^# +STARTED +TOOK +OUTCOME +DETAIL$/m);
    t.match(stdout, new RegExp(`^1 +\\d{4}-\\d\\d-\\d\\dT\\S+Z +\\d+ ms +${dead?.outcome}`, "m"));
    const shown = JSON.parse((await moddy("show", id, "--json")).stdout);
    t.match(shown, { delivery_id: id, state: "dead", attempt_log: [{ attempt: 1, outcome: dead?.outcome }] });
  });

  await t.test("show, retry and cancel of an unknown delivery: a message and status 1", async (t) => {
    const nowhere = "0198c8a0-7a5e-7c3e-9d35-2f4b1f2b9a11";
    t.match(await moddy("show", nowhere), { status: 1, stderr: `The backend has no delivery ${nowhere}.\n` });
    t.match(await moddy("retry", nowhere), { status: 1, stderr: "No dead delivery matches: nothing was changed.\n" });
    t.match(await moddy("cancel", nowhere), {
      status: 1,
      stderr: "No pending delivery matches: nothing was changed.\n",
    });
    t.match(await moddy("cancel", id), { status: 1 }, "a dead one is not pending");
    t.match(await moddy("retry", nowhere, "--json"), { status: 1, stdout: '{"count":0}\n' });
  });

  await t.test("retry: the same delivery is sent again", async (t) => {
    t.match(await moddy("retry", id), { status: 0, stdout: "1 delivery is retried now.\n" });
    await nothingPending();
    const { attempts, state } = JSON.parse((await moddy("show", id, "--json")).stdout) as Delivery;
    t.same([attempts, state], [2, "dead"], "it ended as before, because its cause is not fixed");
  });

  await t.test("retry-all: all matching dead deliveries, and no others", async (t) => {
    t.match(await moddy("retry-all", "--user", seedIds.ada), { status: 0, stderr: /^No dead delivery matches/ });
    const count = (await list("--state", "dead", "--user", STRANGER)).length;
    t.match(await moddy("retry-all", "--user", STRANGER, "--json"), { status: 0, stdout: `{"count":${count}}\n` });
    await nothingPending();
    t.equal((JSON.parse((await moddy("show", id, "--json")).stdout) as Delivery).attempts, 3);
  });

  await t.test("--service bot shows the bot's own outbox", async (t) => {
    const { status, stdout } = await moddy("list", "--service", "bot", "--operation", "roles_update");
    t.match({ status, stdout }, { status: 0, stdout: /^0 deliveries\.$/m });
    t.match(await moddy("show", id, "--service", "bot"), { status: 1, stderr: /^The bot has no delivery/ });
  });

  await t.test("cancel: pending deliveries to a stopped bot, one or all that match", async (t) => {
    await pair.stop("bot");
    await grant(seedIds.ben);
    await grant(seedIds.cleo);
    const pending = async (user: string) => list("--state", "pending", "--user", user);
    const [first] = await pending(seedIds.ben);
    t.match(await moddy("cancel", first?.delivery_id ?? ""), { status: 0, stdout: "1 delivery is cancelled.\n" });
    t.notOk((await pending(seedIds.ben)).some((one) => one.delivery_id === first?.delivery_id));
    const others = (await pending(seedIds.cleo)).length;
    t.ok(others > 0);
    t.match(await moddy("cancel", "--user", seedIds.cleo, "--json"), { status: 0, stdout: `{"count":${others}}\n` });
    t.same(await pending(seedIds.cleo), []);
    t.ok((await list("--state", "cancelled")).length >= others + 1);
  });

  await t.test("list --watch shows new deliveries", async (t) => {
    const stop = new AbortController();
    const lengths: number[] = [];
    const onLine = (line: string) => {
      lengths.push((JSON.parse(line) as Delivery[]).length);
      if (lengths.length === 1) void grant(seedIds.owner).catch(() => stop.abort());
      if ((lengths.at(-1) ?? 0) > 0) stop.abort();
    };
    const args = ["deliveries", "list", "--user", seedIds.owner, "--json", "--watch", "1s"];
    const { status } = await runModdy(args, env, { onLine, signal: stop.signal });
    t.equal(lengths.at(0), 0);
    t.ok((lengths.at(-1) ?? 0) > 0);
    t.equal(status, 0);
  });
});
