import type { InternalClient } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import type { botOperations } from "@moddy/schemas";
import t from "tap";
import { startOriginalBackend } from "../support/original/original-backend.ts";
import { startOriginalBot } from "../support/original/original-bot.ts";
import { createPeople } from "../support/people.ts";
import { startPair } from "../support/start-pair.ts";
import { until } from "../support/until.ts";

const { premiumRole: PREMIUM, proRole: PRO } = seedIds;

/** Both services serve these operations with the same schemas. */
type Client = Pick<InternalClient<Pick<typeof botOperations, "deliveriesList" | "deliveriesShow">>, "call">;

/** What became of a user's deliveries, by operation, when the first has come and all have ended. */
function endsOf(from: Client, discordId: string): Promise<string[]> {
  return until("the deliveries have ended", async () => {
    const { deliveries } = await from.call("deliveriesList", { discord_id: discordId });
    const hasEnded = deliveries.length > 0 && deliveries.every(({ state }) => state !== "pending");
    return hasEnded && deliveries.map(({ operation, state, outcome }) => `${operation} ${state} ${outcome}`).toSorted();
  });
}

/** What the log says of the first attempt of a delivery that is tried again. */
async function firstDetail(from: Client, discordId: string): Promise<string | null> {
  const id = await until("a delivery was tried", async () => {
    const { deliveries } = await from.call("deliveriesList", { discord_id: discordId, state: "pending" });
    return deliveries.find(({ attempts }) => attempts > 1)?.delivery_id;
  });
  const { delivery } = await from.call("deliveriesShow", { delivery_id: id });
  return delivery?.attempt_log[0]?.detail ?? null;
}

t.test("a bot that knows roles by lists and flags without outcomes", async (t) => {
  const pair = await startPair(t, { services: ["backend"] });
  const bot = await startOriginalBot(t, pair);
  const people = createPeople(pair);
  const { rolesOf, stripe } = people;
  const messagesOf = async (userId: string) => {
    const user = await pair.control<{ dm: { messages: { content: string }[] } | null }>(
      "GET",
      `/discord/users/${userId}`,
    );
    return user.dm?.messages.map(({ content }) => content) ?? [];
  };

  await t.test("purchase, upgrade, downgrade and cancellation arrive", async (t) => {
    const person = await people.newMember();
    const { subscription } = await people.buys(person);
    t.same(await rolesOf(person), [PREMIUM]);
    await stripe(`/subscriptions/${subscription.id}/upgrade`);
    t.same(await rolesOf(person), [PRO]);
    await stripe(`/subscriptions/${subscription.id}/downgrade`);
    t.same(await rolesOf(person), [PREMIUM]);
    await stripe(`/subscriptions/${subscription.id}/cancel`);
    t.same(await rolesOf(person), []);
    t.match(await messagesOf(person), [/^subscription_created premium$/]);
    t.ok((await endsOf(pair.client, person)).every((end) => end.endsWith("succeeded delivered")));
  });

  await t.test("each of its refusals is recorded as one", async (t) => {
    const absent = await people.newUser();
    await people.buys(absent);
    t.same(await endsOf(pair.client, absent), ["notify dead dm_closed", "roles_update dead not_member"]);
    const closed = await people.newMember();
    await pair.control("PATCH", `/discord/users/${closed}`, { accepts_dms: false });
    await people.buys(closed);
    t.same(await endsOf(pair.client, closed), ["notify dead dm_closed", "roles_update succeeded delivered"]);
  });

  await t.test("its own calls are taken as they are: no signature, no key", async (t) => {
    const { internal } = pair;
    const person = await people.newMember();
    const response = await fetch(`http://127.0.0.1:${internal.ports.backend}/internal/event/notify`, {
      method: "POST",
      headers: { authorization: `Bearer ${internal.secret}`, "content-type": "application/json" },
      body: JSON.stringify({ event_type: "member_joined", discord_id: person, metadata: null }),
    });
    t.match(await response.json(), { success: true, event_received: true });
  });

  await t.test("another secret loses nothing, and is said to be the cause", async (t) => {
    const person = await people.newMember();
    bot.secret = "another-secret-of-the-original-bot";
    const bought = people.buys(person);
    const detail = await firstDetail(pair.client, person);
    t.match(detail, /^HTTP 401\. The bot refuses the secret: INTERNAL_API_SECRET .* Tried again\.$/);
    await t.rejects(pair.client.call("sync", {}, { retry: false }), /refuses the secret.*INTERNAL_API_SECRET/);
    bot.secret = pair.internal.secret;
    await bought;
    t.same(await rolesOf(person), [PREMIUM]);
  });

  await t.test(
    "a sync says that it does not serve the list of members, and the hourly one does so without a failure",
    async (t) => {
      await t.rejects(
        pair.client.call("sync", {}, { retry: false }),
        /does not serve this operation.*BOT_INTERNAL_URL/,
      );
      await pair.backend.runJob("roles-reconcile");
      t.match(
        pair.log.filter(({ event }) => event === "reconcile_not_served"),
        [{ reason: /does not serve this operation/ }],
      );
    },
  );

  await t.test("a request that it refuses names the fields, and ends", async (t) => {
    const notify = bot.operations.get("/internal/notify");
    bot.operations.set("/internal/notify", { required: ["locale"], answer: () => ({}) });
    const person = await people.newMember();
    await people.buys(person);
    if (notify) bot.operations.set("/internal/notify", notify);
    t.same(await endsOf(pair.client, person), ["notify dead rejected", "roles_update succeeded delivered"]);
  });
});

t.test("a backend that writes nulls, other times and no outcomes", async (t) => {
  const pair = await startPair(t, { services: ["bot"] });
  const backend = await startOriginalBackend(t, pair);
  const people = createPeople(pair);
  const give = async (command: string, user_id: string) => {
    const { message } = await pair.control<{ message: { content: string } | null }>("POST", "/discord/interactions", {
      command,
      user_id,
      wait_ms: 60_000,
    });
    await pair.settle();
    return message?.content;
  };

  await t.test("our bot's events arrive", async (t) => {
    const person = await people.newMember();
    t.same(await endsOf(pair.botClient, person), ["event_notify succeeded delivered"]);
    t.match(backend.calls, [
      { path: "/internal/event/notify", request: { event_type: "member_joined", discord_id: person } },
    ]);
  });

  await t.test("/account answers", async (t) => {
    t.match(await give("account", seedIds.ada), /monthly subscription \(\$4\.99\) is active.*<t:1769904000:D>/);
  });

  await t.test("/account tells what is wrong apart", async (t) => {
    const { ada } = seedIds;
    backend.secret = "another-secret-of-the-original-backend";
    const refused = await pair.control<{ message: { content: string } }>("POST", "/discord/interactions", {
      command: "account",
      user_id: ada,
      wait_ms: 60_000,
    });
    backend.secret = pair.internal.secret;
    t.match(refused.message.content, /does not accept my secret/);
    const known = backend.operations.get("/internal/user/info");
    backend.operations.delete("/internal/user/info");
    t.match(await give("account", ada), /does not offer this/);
    backend.operations.set("/internal/user/info", { required: ["locale"], answer: () => ({}) });
    t.match(await give("account", ada), /does not accept my question/);
    backend.operations.set("/internal/user/info", { required: [], answer: () => ({ found: "yes" }) });
    t.match(await give("account", ada), /do not understand the website's answer/);
    if (known) backend.operations.set("/internal/user/info", known);
  });

  await t.test("an event that it does not take is no delivered one", async (t) => {
    const answer = () => ({ success: true, message: "Nobody home", event_received: false });
    backend.operations.set("/internal/event/notify", { required: [], answer });
    const person = await people.newMember();
    t.match(await firstDetail(pair.botClient, person), /^The reply says no, without an outcome/);
  });
});
