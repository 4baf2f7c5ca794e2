import t from "tap";
import { seedIds } from "../../src/index.ts";
import { readSpec } from "../specs/read-spec.ts";
import { createCheck, type OpenApi } from "./openapi.ts";
import { call, control, startSandbox } from "./start.ts";

const { value: spec, skip } = readSpec<OpenApi>("discord-openapi.json");
const check = spec && createCheck(spec);
const { guild, bot, ada, cleo, premiumRole, botRole, announcements } = seedIds;
const nobody = "1100000000000009999";
const command = { name: "plan", description: "Says which plan you are on" };

t.test("every reply fits Discord's description", { skip }, async (t) => {
  const sandbox = await startSandbox(t, { discord: { rateLimits: false } });
  const seen = new Set<string>();
  const expect = async (status: number, method: string, route: string, path: string, body?: unknown) => {
    const answer = await call(sandbox, method, path, body);
    seen.add(`${method} ${route}`);
    t.equal(answer.status, status, `${method} ${path}`);
    t.same(check?.(method, route, answer), [], `${method} ${path} → ${status} is as described`);
    return answer.body;
  };

  t.comment("users and the gateway");
  {
    await expect(200, "GET", "/gateway", "/gateway");
    await expect(200, "GET", "/gateway/bot", "/gateway/bot");
    await expect(200, "GET", "/users/@me", "/users/@me");
    await expect(200, "GET", "/users/@me/guilds", "/users/@me/guilds");
    await expect(200, "GET", "/users/:user_id", `/users/${ada}`);
    await expect(404, "GET", "/users/:user_id", `/users/${nobody}`);
    await expect(400, "GET", "/users/:user_id", "/users/somebody");
  }

  t.comment("guilds and roles");
  {
    const roles = "/guilds/:guild_id/roles";
    await expect(200, "GET", "/guilds/:guild_id", `/guilds/${guild}?with_counts=true`);
    await expect(404, "GET", "/guilds/:guild_id", `/guilds/${nobody}`);
    await expect(200, "GET", "/guilds/:guild_id/channels", `/guilds/${guild}/channels`);
    await expect(200, "GET", roles, `/guilds/${guild}/roles`);
    const made = await expect(200, "POST", roles, `/guilds/${guild}/roles`, { name: "New", color: 255 });
    await expect(400, "POST", roles, `/guilds/${guild}/roles`, { name: 7, color: "blue" });
    await expect(200, "GET", `${roles}/:role_id`, `/guilds/${guild}/roles/${made.id}`);
    await expect(404, "GET", `${roles}/:role_id`, `/guilds/${guild}/roles/${nobody}`);
    await expect(200, "PATCH", `${roles}/:role_id`, `/guilds/${guild}/roles/${made.id}`, { name: "Newer" });
    await expect(403, "PATCH", `${roles}/:role_id`, `/guilds/${guild}/roles/${botRole}`, { name: "Mine" });
    await expect(200, "PATCH", roles, `/guilds/${guild}/roles`, [{ id: made.id, position: 2 }]);
    await expect(204, "DELETE", `${roles}/:role_id`, `/guilds/${guild}/roles/${made.id}`);
    await expect(200, "GET", "/guilds/:guild_id/audit-logs", `/guilds/${guild}/audit-logs`);
  }

  t.comment("members");
  {
    const members = "/guilds/:guild_id/members";
    const ofRole = `${members}/:user_id/roles/:role_id`;
    await expect(200, "GET", members, `/guilds/${guild}/members?limit=10`);
    await expect(400, "GET", members, `/guilds/${guild}/members?limit=5000`);
    await expect(200, "GET", `${members}/search`, `/guilds/${guild}/members/search?query=ad&limit=5`);
    await expect(200, "GET", `${members}/:user_id`, `/guilds/${guild}/members/${ada}`);
    await expect(404, "GET", `${members}/:user_id`, `/guilds/${guild}/members/${nobody}`);
    await expect(204, "PUT", ofRole, `/guilds/${guild}/members/${ada}/roles/${premiumRole}`);
    await expect(403, "PUT", ofRole, `/guilds/${guild}/members/${ada}/roles/${botRole}`);
    await expect(404, "PUT", ofRole, `/guilds/${guild}/members/${ada}/roles/${nobody}`);
    await expect(204, "DELETE", ofRole, `/guilds/${guild}/members/${ada}/roles/${premiumRole}`);
    await expect(200, "PATCH", `${members}/:user_id`, `/guilds/${guild}/members/${ada}`, { roles: [premiumRole] });
    await expect(403, "DELETE", `${members}/:user_id`, `/guilds/${guild}/members/${ada}`);
    const botRolePath = `/discord/guilds/${guild}/roles/${botRole}`;
    await control(sandbox, "PATCH", botRolePath, {
      permissions: ["ManageRoles", "KickMembers", "ViewChannel", "SendMessages", "ViewAuditLog", "ReadMessageHistory"],
    });
    await expect(204, "DELETE", `${members}/:user_id`, `/guilds/${guild}/members/${seedIds.ben}`);
    await expect(200, "GET", "/guilds/:guild_id/audit-logs", `/guilds/${guild}/audit-logs?limit=5`);
  }

  t.comment("channels and messages");
  {
    const messages = "/channels/:channel_id/messages";
    const dm = await expect(200, "POST", "/users/@me/channels", "/users/@me/channels", { recipient_id: ada });
    await expect(400, "POST", "/users/@me/channels", "/users/@me/channels", { recipient_id: nobody });
    await expect(400, "POST", "/users/@me/channels", "/users/@me/channels", {});
    const closed = await expect(200, "POST", "/users/@me/channels", "/users/@me/channels", { recipient_id: cleo });
    await expect(200, "GET", "/channels/:channel_id", `/channels/${dm.id}`);
    await expect(200, "GET", "/channels/:channel_id", `/channels/${announcements}`);
    await expect(404, "GET", "/channels/:channel_id", `/channels/${nobody}`);
    const embeds = [{ title: "Thanks", color: 1, footer: null, fields: [{ name: "Plan", value: "Premium" }] }];
    const sent = await expect(200, "POST", messages, `/channels/${dm.id}/messages`, {
      content: `<@${ada}>`,
      embeds,
      nonce: "1",
    });
    await expect(200, "POST", messages, `/channels/${announcements}/messages`, { content: "news" });
    await expect(400, "POST", messages, `/channels/${dm.id}/messages`, { content: "" });
    await expect(400, "POST", messages, `/channels/${dm.id}/messages`, {
      content: "x".repeat(2001),
      embeds: [{ title: "x".repeat(300) }],
    });
    await expect(403, "POST", messages, `/channels/${closed.id}/messages`, { content: "hello" });
    await expect(200, "GET", messages, `/channels/${dm.id}/messages?limit=5`);
    await expect(200, "GET", `${messages}/:message_id`, `/channels/${dm.id}/messages/${sent.id}`);
    await expect(404, "GET", `${messages}/:message_id`, `/channels/${dm.id}/messages/${nobody}`);
    await expect(200, "PATCH", `${messages}/:message_id`, `/channels/${dm.id}/messages/${sent.id}`, {
      content: "changed",
    });
    await expect(204, "DELETE", `${messages}/:message_id`, `/channels/${dm.id}/messages/${sent.id}`);
  }

  t.comment("commands and interactions");
  {
    await expect(200, "GET", "/applications/@me", "/applications/@me");
    for (const base of [`/applications/${bot}`, `/applications/${bot}/guilds/${guild}`]) {
      const route = base.includes("guilds")
        ? "/applications/:application_id/guilds/:guild_id/commands"
        : "/applications/:application_id/commands";
      await expect(201, "POST", route, `${base}/commands`, command);
      await expect(200, "POST", route, `${base}/commands`, command);
      await expect(400, "POST", route, `${base}/commands`, { name: "No Such Name" });
      const [first] = await expect(200, "PUT", route, `${base}/commands`, [command]);
      await expect(200, "GET", route, `${base}/commands`);
      await expect(200, "GET", `${route}/:command_id`, `${base}/commands/${first.id}`);
      await expect(204, "DELETE", `${route}/:command_id`, `${base}/commands/${first.id}`);
      await expect(404, "GET", `${route}/:command_id`, `${base}/commands/${first.id}`);
    }
    await expect(201, "POST", "/applications/:application_id/commands", `/applications/${bot}/commands`, command);
    const interaction = sandbox.discord.state.interactions;
    const callback = "/interactions/:interaction_id/:interaction_token/callback";
    const original = "/webhooks/:webhook_id/:webhook_token/messages/@original";
    await control(sandbox, "POST", "/discord/interactions", { user_id: ada, command: "plan" });
    const used = [...interaction.values()].at(-1);
    const path = `/interactions/${used?.id}/${used?.token}/callback`;
    await expect(400, "POST", callback, path, { type: 9 });
    await expect(200, "POST", callback, `${path}?with_response=true`, { type: 4, data: { content: "Premium" } });
    await expect(400, "POST", callback, path, { type: 5 });
    await expect(200, "GET", original, `/webhooks/${bot}/${used?.token}/messages/@original`);
    await expect(200, "PATCH", original, `/webhooks/${bot}/${used?.token}/messages/@original`, { content: "Pro" });
    await expect(200, "POST", "/webhooks/:webhook_id/:webhook_token", `/webhooks/${bot}/${used?.token}`, {
      content: "more",
    });
    const more = sandbox.discord.state.interactions.get(used?.id ?? "")?.followUps[0]?.id;
    const follow = "/webhooks/:webhook_id/:webhook_token/messages/:message_id";
    await expect(200, "GET", follow, `/webhooks/${bot}/${used?.token}/messages/${more}`);
    await expect(200, "PATCH", follow, `/webhooks/${bot}/${used?.token}/messages/${more}`, { content: "even more" });
    await expect(204, "DELETE", follow, `/webhooks/${bot}/${used?.token}/messages/${more}`);
    await expect(404, "GET", follow, `/webhooks/${bot}/${used?.token}/messages/${more}`);
    await expect(204, "DELETE", original, `/webhooks/${bot}/${used?.token}/messages/@original`);
  }

  const untried = sandbox.discord.routes
    .map(({ method, route }) => `${method} ${route}`)
    .filter((each) => !seen.has(each));
  t.same(untried, [], "each route that there is was tried");
});

t.test("replies with 429 and 401 fit the description", { skip }, async (t) => {
  const sandbox = await startSandbox(t);
  await control(sandbox, "PATCH", "/discord/rate-limits", {
    routes: { "GET /users/@me": { limit: 1, window_ms: 60_000 } },
  });
  await call(sandbox, "GET", "/users/@me");
  const hasty = await call(sandbox, "GET", "/users/@me");
  t.equal(hasty.status, 429);
  t.same(check?.("GET", "/users/@me", hasty), []);
  const stranger = await call(sandbox, "GET", "/users/@me", undefined, { authorization: "Bot nobody" });
  t.equal(stranger.status, 401);
  t.same(check?.("GET", "/users/@me", stranger), []);
});
