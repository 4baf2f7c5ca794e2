import type { REST } from "discord.js";
import t from "tap";
import { createDiscordApi } from "../../src/discord/api.ts";
import { createCommandsApi } from "../../src/discord/commands-api.ts";
import type { DiscordRest } from "../../src/discord/rest.ts";

/** What is sent to Discord. */
function record() {
  const bodies: unknown[] = [];
  const send = async (_route: string, { body }: { body?: unknown } = {}) => {
    bodies.push(body);
    return { id: "1", content: "", author: { id: "9" } };
  };
  const rest = { post: send, patch: send, put: send } as unknown as REST;
  const discord: DiscordRest = {
    rest,
    attempt: async (call) => ({ ok: true, value: await call(rest) }),
    restoreToken: () => undefined,
    close: () => undefined,
  };
  return { bodies, api: createDiscordApi(discord), commandsApi: createCommandsApi(discord) };
}

const loud = "@everyone @here <@&1100000000000000011> <@1100000000000000101>";

t.test("a message notifies nobody but the one user whom it is for, whatever its text says", async (t) => {
  const { bodies, api } = record();
  await api.postMessage("5", { content: loud, nonce: "n" });
  await api.postMessage("5", { content: loud, nonce: "n", mentionUserId: "7" });
  t.same(bodies, [
    { content: loud, nonce: "n", enforce_nonce: true, allowed_mentions: { parse: [], users: [] } },
    { content: loud, nonce: "n", enforce_nonce: true, allowed_mentions: { parse: [], users: ["7"] } },
  ]);
});

t.test("the answer to a command is for the user's eyes, and notifies nobody", async (t) => {
  const { bodies, commandsApi } = record();
  const interaction = { id: "1", token: "token", application_id: "2" };
  await commandsApi.defer(interaction);
  await commandsApi.answer(interaction, loud);
  t.same(bodies, [
    { type: 5, data: { flags: 64 } },
    { content: loud, allowed_mentions: { parse: [] } },
  ]);
});
