import t from "tap";
import { runModdy } from "../../../test/support/run-moddy.ts";
import { startPairProcesses } from "../../../test/support/start-pair-processes.ts";
import { until } from "../../../test/support/until.ts";

interface Event {
  readonly event_id: string;
  readonly type: string;
  readonly result: string;
  readonly reason: string | null;
}

const UPDATED = "customer.subscription.updated";

t.test("events", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());
  const env = {
    INTERNAL_API_SECRET: pair.environments.backend["INTERNAL_API_SECRET"] ?? "",
    BACKEND_INTERNAL_URL: `http://[::1]:${pair.ports.backend}`,
  };
  const moddy = (...args: string[]) => runModdy(["events", ...args], env);
  const list = async (...filters: string[]): Promise<Event[]> =>
    JSON.parse((await moddy("list", "--json", ...filters)).stdout);

  const { events } = pair.sandbox.stripe;
  events.emit(UPDATED, { id: "sub_broken", customer: 7, email: "ada@example.org" });
  events.emit(UPDATED, { id: "sub_nobody", customer: null });
  const [nobody, broken] = events.table.newestFirst().map(({ id }) => id);
  await until("both have ended", async () => {
    const found = await list("--type", UPDATED);
    return found.length === 2 && found.every(({ result }) => result !== "waiting");
  });

  await t.test("list: what came last first, each with what became of it", async (t) => {
    const { status, stdout } = await moddy("list");
    t.equal(status, 0);
    t.match(stdout, /^EVENT +TYPE +RESULT +AGE$/m);
    t.match(stdout, new RegExp(`^${broken} +${UPDATED} +unreadable unreadable_event +\\d+ s$`, "m"));
    t.match(stdout, /^2 events\.$/m);
    const idsOf = async (...filters: string[]) => (await list(...filters)).map(({ event_id }) => event_id);
    t.same(await idsOf("--result", "unreadable"), [broken]);
    t.same(await idsOf("--reason", "unreadable_event"), [broken]);
    t.same(await idsOf("--result", "ignored"), [nobody]);
    t.same(await idsOf("--older-than", "1h"), []);
    t.same(new Set(await idsOf("--limit", "1", "--all")), new Set([broken, nobody]));
    t.match((await moddy("list", "--limit", "1")).stdout, /^1 event; there are more: --all lists every one\.$/m);
  });

  await t.test("show: why, and what to do, and nothing of a person", async (t) => {
    const { status, stdout } = await moddy("show", broken ?? "");
    t.equal(status, 0);
    t.match(stdout, /^reason +unreadable_event: \S.+\.$/m);
    t.match(stdout, /^fix +\S.+\.$/m);
    t.match(stdout, /^about +sub_broken$/m);
    t.match(stdout, /^mode +test$/m);
    t.notMatch(stdout, "@");
    t.match(JSON.parse((await moddy("show", broken ?? "", "--json")).stdout), { event_id: broken, tries: 0 });
    t.match(await moddy("show", "evt_nowhere"), { status: 1, stderr: "The backend has no event evt_nowhere.\n" });
  });

  await t.test("retry: by id or by what they have in common, never all by accident", async (t) => {
    t.match(await moddy("retry", broken ?? ""), { status: 0, stdout: "1 event is retried now.\n" });
    await until("it has ended again", async () => (await list("--result", "unreadable")).length === 1);
    t.match(await moddy("retry", "--type", UPDATED, "--json"), { status: 0, stdout: '{"count":2}\n' });
    t.match(await moddy("retry", "evt_nowhere"), { status: 1, stderr: /nothing was changed/ });
    t.match(await moddy("retry"), { status: 2, stderr: /give an id or a filter/ });
  });
});
