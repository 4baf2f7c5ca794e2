import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { copyDatabase } from "../../support/database.ts";
import { startPair } from "../../support/start-pair.ts";
import { until } from "../../support/until.ts";
import {
  buys,
  cancelAtEnd,
  cancelNow,
  changesTo,
  closeDispute,
  dispute,
  refund,
  undoCancel,
} from "./support/happenings.ts";
import type { Happening, Has } from "./support/life.ts";
import { ROLES, readStanding } from "./support/read-standing.ts";
import { newSubscriber, type Subscriber, type World } from "./support/subscriber.ts";

/** What happened before the backup, what between the backup and the loss, and what the user has after the restore. */
const lives: Readonly<Record<string, readonly [before: Happening[], after: Happening[], has: Has]>> = {
  "bought before": [[buys()], [], "premium"],
  "moved up after": [[buys()], [changesTo("Pro monthly")], "pro"],
  "moved up before and down after": [[buys(), changesTo("Pro monthly")], [changesTo("Premium monthly")], "premium"],
  "cancelled after": [[buys()], [cancelNow()], "free"],
  "set to end before, undone after": [[buys(), cancelAtEnd()], [undoCancel()], "premium"],
  "refunded after": [[buys()], [refund()], "free"],
  "disputed before, won after": [[buys(), dispute()], [closeDispute("won")], "premium"],
  "disputed after": [[buys()], [dispute()], "free"],
  "bought after": [[], [buys()], "premium"],
  "bought and cancelled after": [[], [buys(), cancelNow()], "free"],
  "cancelled before, bought again after": [[buys(), cancelNow()], [buys("Pro monthly")], "pro"],
  "another customer after": [[buys()], [buys("Pro monthly", { as: "another customer" })], "pro"],
};

t.test("the backend's database is restored from a backup, and everybody has what Stripe says", async (t) => {
  const pair = await startPair(t);
  const world: World = { ...pair, now: Date.now };
  const people: readonly Subscriber[] = await Promise.all(Object.keys(lives).map(() => newSubscriber(world)));
  const promises = Object.values(lives);
  const { rows } = await pair.databases.backend.query<{ name: string }>("select current_database() as name");
  const database = rows[0]?.name ?? "";
  const backup = `${database}_backup`;

  async function goThrough(part: 0 | 1): Promise<void> {
    await pair.settle();
    for (const round of [0, 1]) {
      await Promise.all(people.map(async (person, each) => promises[each]?.[part][round]?.act(person)));
      await pair.settle();
    }
  }

  await goThrough(0);
  await pair.stop("backend");
  await copyDatabase(database, backup);
  await pair.start("backend");
  await goThrough(1);
  await pair.stop("backend");
  await copyDatabase(backup, database);
  await pair.start("backend");

  const rolesOf = async ({ user }: Subscriber) => (await readStanding(pair.control, user)).roles;
  for (const [each, [name, [, , has]]] of Object.entries(lives).entries()) {
    const person = people[each] as Subscriber;
    const isRight = async () => String(await rolesOf(person)) === String(ROLES[has]);
    await until(`${name}: ${has}`, isRight).catch(() => undefined);
  }
  await pair.settle();
  for (const [each, [name, [, , has]]] of Object.entries(lives).entries()) {
    t.same(await rolesOf(people[each] as Subscriber), ROLES[has], name);
  }
  const { role_writes } = await pair.control<Counters>("GET", "/discord/counters");
  const kept = people[0]?.user ?? "";
  t.equal(role_writes[`${seedIds.guild}:${kept}`]?.changes, 1, "no role came and went");
});

interface Counters {
  readonly role_writes: Readonly<Record<string, { readonly changes: number }>>;
}
