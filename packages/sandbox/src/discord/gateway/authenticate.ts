import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from "discord-api-types/v10";
import { z } from "zod";
import { applicationFlags } from "../shapes/application.ts";
import { guildCreateShape } from "../shapes/guild.ts";
import { ownUserShape } from "../shapes/user.ts";
import type { DiscordState, Guild } from "../state.ts";
import type { GatewayClient, GatewayShared } from "./gateway-client.ts";
import { gatewayUrl } from "./gateway-url.ts";
import { identifyForm, isToken, refuseIdentify } from "./identify.ts";
import { isGuildOnShard, type Session } from "./sessions.ts";

const resumeForm = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });

/** Handles op 2: opens a session, or closes with the reason. */
export function identify(shared: GatewayShared, client: GatewayClient, d: unknown): void {
  if (client.session !== null) return client.close(GatewayCloseCodes.AlreadyAuthenticated);
  const parsed = identifyForm.safeParse(d);
  if (!parsed.success) return client.close(GatewayCloseCodes.DecodeError);
  const refused = refuseIdentify(shared.state, parsed.data);
  if (refused !== undefined) return client.close(refused);
  const shard = parsed.data.shard ?? [0, 1];
  const result = shared.budget.spend(shard[0]);
  if (result === "exhausted") return shared.resetToken();
  if (result === "too_soon") return client.send(GatewayOpcodes.InvalidSession, false);
  if (parsed.data.compress && !client.streamed) client.transport.compressPayloads();
  client.session = shared.sessions.open(parsed.data.intents, shard, client.transport);
  sendReady(shared, client, client.session, parsed.data.large_threshold ?? 50);
}

function sendReady(
  { state, sessions }: GatewayShared,
  client: GatewayClient,
  session: Session,
  largeThreshold: number,
): void {
  const guilds = [...state.guilds.values()].filter(
    ({ id, members }) => members.has(state.application.id) && isGuildOnShard(session.shard, id),
  );
  sessions.emit(session, "READY", readyShape(state, client, session, guilds));
  state.activity.publish("discord.gateway_ready", { session_id: session.id, shard: session.shard });
  if ((session.intents & GatewayIntentBits.Guilds) === 0) return;
  for (const guild of guilds) sessions.emit(session, "GUILD_CREATE", guildCreateShape(state, guild, largeThreshold));
}

function readyShape(state: DiscordState, { host }: GatewayClient, { id, shard }: Session, guilds: readonly Guild[]) {
  const own = state.users.get(state.application.id);
  if (own === undefined) throw new Error("the bot has no user");
  return {
    v: 10,
    user: ownUserShape(own),
    guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
    session_id: id,
    resume_gateway_url: gatewayUrl(host),
    shard,
    application: { id: state.application.id, flags: applicationFlags(state) },
    session_type: "normal",
    private_channels: [],
    relationships: [],
    presences: [],
    user_settings: {},
    geo_ordered_rtc_regions: [],
    _trace: ["sandbox"],
  };
}

/** Handles op 6: resumes a session and replays the events that the client missed. */
export function resume({ state, sessions }: GatewayShared, client: GatewayClient, d: unknown): void {
  if (client.session !== null) return client.close(GatewayCloseCodes.AlreadyAuthenticated);
  const parsed = resumeForm.safeParse(d);
  if (!parsed.success) return client.close(GatewayCloseCodes.DecodeError);
  if (!isToken(state, parsed.data.token)) return client.close(GatewayCloseCodes.AuthenticationFailed);
  const session = sessions.find(parsed.data.session_id);
  if (session === undefined) return client.send(GatewayOpcodes.InvalidSession, false);
  if (parsed.data.seq < 0 || parsed.data.seq > session.seq) return client.close(GatewayCloseCodes.InvalidSeq);
  client.session = session;
  session.transport = client.transport;
  for (const { seq, text } of session.sent) if (seq > parsed.data.seq) client.transport.send(text);
  sessions.emit(session, "RESUMED", { _trace: ["sandbox"] });
  state.activity.publish("discord.gateway_resumed", { session_id: session.id });
}
