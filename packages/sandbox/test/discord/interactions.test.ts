import t from "tap";
import { type Sandbox, seedIds } from "../../src/index.ts";
import { call, control, startSandbox } from "./start.ts";

const { ada, ben, bot, owner } = seedIds;

/** A sandbox with a clock that the test moves, and a command that Ada can use. */
async function start(t: Parameters<typeof startSandbox>[0]) {
  let now = Date.now();
  const sandbox = await startSandbox(t, { now: () => now, discord: { rateLimits: false } });
  await call(sandbox, "POST", `/applications/${bot}/commands`, { name: "plan", description: "Shows your plan" });
  const move = (milliseconds: number) => {
    now += milliseconds;
  };
  return { sandbox, move };
}

async function useCommand(sandbox: Sandbox): Promise<{ id: string; token: string }> {
  const { body } = await control(sandbox, "POST", "/discord/interactions", { user_id: ada, command: "plan" });
  const interaction = sandbox.discord.state.interactions.get(body.id);
  if (interaction === undefined) throw new Error("no interaction");
  return interaction;
}

async function respond(sandbox: Sandbox, { id, token }: { id: string; token: string }) {
  const path = `/interactions/${id}/${encodeURIComponent(token)}/callback`;
  const { status, body } = await call(sandbox, "POST", path, { type: 4, data: { content: "Premium" } });
  return [status, body.code];
}

t.test("the first response is accepted for three seconds", async (t) => {
  const { sandbox, move } = await start(t);
  const inTime = await useCommand(sandbox);
  move(3_000);
  t.same(await respond(sandbox, inTime), [204, undefined]);
  t.same(await respond(sandbox, inTime), [400, 40060], "only one first response");
  const expired = await useCommand(sandbox);
  move(3_001);
  t.same(await respond(sandbox, expired), [404, 10062]);
});

t.test("a response needs the token of its own interaction", async (t) => {
  const { sandbox } = await start(t);
  const [first, second] = [await useCommand(sandbox), await useCommand(sandbox)];
  t.same(await respond(sandbox, { id: first.id, token: second.token }), [404, 10062]);
  t.same(await respond(sandbox, { id: "1", token: first.token }), [404, 10062]);
  t.same(await respond(sandbox, first), [204, undefined]);
});

t.test("the token is valid for 15 minutes, and for its own application only", async (t) => {
  const { sandbox, move } = await start(t);
  const interaction = await useCommand(sandbox);
  const followUp = async (application: string = bot) => {
    const path = `/webhooks/${application}/${encodeURIComponent(interaction.token)}`;
    const { status, body } = await call(sandbox, "POST", path, { content: "more" });
    return [status, body.code];
  };
  t.same(await followUp(), [404, 10015], "no follow-up before the first response");
  await respond(sandbox, interaction);
  t.same(await followUp(ada), [404, 10015]);
  move(15 * 60_000);
  t.equal((await followUp())[0], 200);
  move(1);
  t.same(await followUp(), [404, 10015]);
});

t.test(
  "a command for staff is offered to those alone who have its permissions, with the options that it has",
  async (t) => {
    const { sandbox } = await start(t);
    const options = [{ type: 6, name: "member", description: "Whose roles", required: true }];
    const form = { name: "roles", description: "Shows roles", default_member_permissions: "268435456", options };
    await call(sandbox, "POST", `/applications/${bot}/commands`, form);
    const use = async (user_id: string, chosen: object) =>
      (await control(sandbox, "POST", "/discord/interactions", { user_id, command: "roles", options: chosen })).status;
    t.equal(await use(ada, { member: ben }), 403);
    t.equal(await use(owner, {}), 400, "a required option is missing");
    t.equal(await use(owner, { member: ben, other: "x" }), 400, "it has no such option");
    t.equal(await use(owner, { member: true }), 400, "the option is of another type");
    t.equal(await use(owner, { member: "1099999999999999999" }), 404, "nobody");
    t.equal(await use(owner, { member: ben }), 201);
  },
);
