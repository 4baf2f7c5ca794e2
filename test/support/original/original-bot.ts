import { sandboxToken, seedIds } from "@moddy/sandbox";
import type { Test } from "tap";
import type { Pair } from "../start-pair.ts";
import { type OriginalService, startOriginal } from "./start-original.ts";

type CallDiscord = (method: string, path: string, body?: object) => Promise<{ status: number; body: unknown }>;

function discordOf(sandboxUrl: string): CallDiscord {
  return async (method, path, body) => {
    const response = await fetch(`${sandboxUrl}/api/v10${path}`, {
      method,
      headers: { authorization: `Bot ${sandboxToken}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const content = await response.text();
    return { status: response.status, body: content === "" ? null : (JSON.parse(content) as unknown) };
  };
}

const REFUSALS: Readonly<Record<number, string>> = { 403: "Missing permissions", 404: "Role not found" };

/** It changes roles by the lists alone, whatever the plan. */
async function updateRoles(call: CallDiscord, request: Readonly<Record<string, unknown>>) {
  const member = `/guilds/${seedIds.guild}/members/${String(request["discord_id"])}`;
  const no = (message: string) => ({ success: false, message, roles_updated: false, guild_id: null });
  if ((await call("GET", member)).status === 404) return no("Member not in guild");
  const changes = [
    ...((request["add_roles"] ?? []) as string[]).map((role) => ["PUT", role] as const),
    ...((request["remove_roles"] ?? []) as string[]).map((role) => ["DELETE", role] as const),
  ];
  for (const [method, role] of changes) {
    const { status } = await call(method, `${member}/roles/${role}`);
    if (status >= 400) return no(REFUSALS[status] ?? "Discord error");
  }
  return { success: true, message: "Roles updated", roles_updated: true, guild_id: seedIds.guild };
}

async function sendMessage(call: CallDiscord, request: Readonly<Record<string, unknown>>) {
  const no = (message: string) => ({ success: true, message, notification_sent: false });
  const channel = await call("POST", "/users/@me/channels", { recipient_id: request["discord_id"] });
  if (channel.status >= 400) return no("User not found");
  const { id } = channel.body as { id: string };
  const content = `${String(request["action"])} ${String(request["plan"])}`;
  const sent = await call("POST", `/channels/${id}/messages`, { content });
  return sent.status < 400 ? { success: true, message: "DM sent", notification_sent: true } : no("DM failed");
}

/** Starts a bot of the original description in the place of the pair's. It has no session with the gateway. */
export function startOriginalBot(t: Test, { internal, sandbox }: Pair): Promise<OriginalService> {
  const call = discordOf(sandbox.url);
  return startOriginal(t, {
    port: internal.ports.bot,
    secret: internal.secret,
    label: "discord-bot",
    operations: {
      "/internal/roles/update": {
        required: ["discord_id", "plan"],
        answer: (request) => updateRoles(call, request),
      },
      "/internal/notify": { required: ["discord_id", "action"], answer: (request) => sendMessage(call, request) },
    },
  });
}
