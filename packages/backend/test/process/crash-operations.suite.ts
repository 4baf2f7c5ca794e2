import t, { type Test } from "tap";
import { BACKEND_STEPS, type BackendStep } from "../../src/index.ts";
import { type ServingProcess, serveInProcess } from "../support/backend-process.ts";
import { type Bought, buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestEnvironment, type TestEnvironment } from "../support/start-test-environment.ts";

type Operation = Exclude<BackendStep, `webhook.${string}` | `job.${string}` | `import.${string}`>;
type Feature = Operation extends `${infer Name}.${string}` ? Name : never;

const STEPS = BACKEND_STEPS.filter((step): step is Operation => !/^(webhook|job|import)\./.test(step));
const BOUGHT = ["roles premium", "subscription_created premium"];
const ENDED = [...BOUGHT, "roles free", "subscription_cancelled premium"];

interface Scene {
  readonly around: TestEnvironment;
  readonly person: string;
  readonly bought: Bought;
}

/** What is called, under which the process dies and which is then repeated under its key; and what came of it. */
interface Trial {
  call(client: ServingProcess["client"], scene: Scene, idempotencyKey: string): Promise<unknown>;
  check(t: Test, scene: Scene): void;
}

const options = (idempotencyKey: string) => ({ idempotencyKey, retry: false });

const TRIALS: Readonly<Record<Feature, Trial>> = {
  refund: {
    call: (client, { person }, key) => client.call("subscriptionRefund", { discord_id: person }, options(key)),
    check(t, { around, person, bought }) {
      const { refunds } = around.sandbox.stripe;
      t.match(
        refunds.all().filter(({ charge }) => charge === bought.charge.id),
        [{ amount: 499 }],
        "one refund",
      );
      t.same(reportsTo(around.bot, person), ENDED);
    },
  },
  cancel: {
    call: (client, { person }, key) =>
      client.call("subscriptionCancel", { discord_id: person, immediate: true }, options(key)),
    check(t, { around, person, bought }) {
      t.equal(around.sandbox.stripe.subscriptions.get(bought.subscription.id).status, "canceled");
      t.same(reportsTo(around.bot, person), ENDED);
    },
  },
  event: {
    call: (client, { person }, key) =>
      client.call("eventNotify", { event_type: "member_joined", discord_id: person }, options(key)),
    check: (t, { around, person }) => t.same(reportsTo(around.bot, person), [...BOUGHT, "roles premium"]),
  },
  link: {
    call: (client, { person, bought }, key) =>
      client.call("userLink", { customer_id: bought.customer.id, discord_id: `2${person.slice(1)}` }, options(key)),
    check(t, { around, person }) {
      t.same(reportsTo(around.bot, person), [...BOUGHT, "roles free"]);
      t.same(reportsTo(around.bot, `2${person.slice(1)}`), BOUGHT);
    },
  },
  reconcile: {
    call(client, { around, person }, key) {
      around.bot.members.set(person, []);
      return client.call("sync", { dry_run: false }, options(key));
    },
    check: (t, { around, person }) => t.same(reportsTo(around.bot, person), [...BOUGHT, "roles premium"]),
  },
};

t.test("kill -9 at each step of what is asked of the backend: repeated, it happens once", async (t) => {
  const around = await startTestEnvironment(t);
  let backend = await serveInProcess(t, "crashing", around);
  for (const step of STEPS) {
    const trial = TRIALS[step.slice(0, step.indexOf(".")) as Feature];
    const person = newPerson();
    const scene = { around, person, bought: await buy(around, person) };
    const key = `killed-at-${step.replace(".", "-")}`;
    await backend.killAt(step);
    await t.rejects(trial.call(backend.client, scene, key), { code: "connection_reset" }, step);
    t.equal(await backend.ended, "SIGKILL", step);
    backend = await serveInProcess(t, "crashing", around);
    t.match(await trial.call(backend.client, scene, key), { success: true }, step);
    await around.control("/webhooks/flush", {});
    await around.settle();
    trial.check(t, scene);
  }
});
