import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from "discord-api-types/v10";
import { z } from "zod";
import { applicationFlags } from "../shapes/application.ts";
import { guildCreateShape } from "../shapes/guild.ts";
import { ownUserShape } from "../shapes/user.ts";
import type { DiscordState, Guild } from "../state.ts";
import { gatewayUrl } from "./gateway-url.ts";
import { identifyForm, isToken, refuseIdentify } from "./identify.ts";
import type { GatewayShared, Peer } from "./peer.ts";
import { ownsGuild, type Session } from "./sessions.ts";

const resumeForm = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });

/** Op 2: opens a session, or says why not. */
export function identify(shared: GatewayShared, peer: Peer, d: unknown): void {
  if (peer.session !== null) return peer.close(GatewayCloseCodes.AlreadyAuthenticated);
  const parsed = identifyForm.safeParse(d);
  if (!parsed.success) return peer.close(GatewayCloseCodes.DecodeError);
  const refused = refuseIdentify(shared.state, parsed.data);
  if (refused !== undefined) return peer.close(refused);
  const shard = parsed.data.shard ?? [0, 1];
  const verdict = shared.budget.spend(shard[0]);
  if (verdict === "exhausted") return shared.resetToken();
  if (verdict === "too_soon") return peer.send(GatewayOpcodes.InvalidSession, false);
  if (parsed.data.compress && !peer.streamed) peer.transport.compressPayloads();
  peer.session = shared.sessions.open(parsed.data.intents, shard, peer.transport);
  greet(shared, peer, peer.session, parsed.data.large_threshold ?? 50);
}

function greet({ state, sessions }: GatewayShared, peer: Peer, session: Session, largeThreshold: number): void {
  const guilds = [...state.guilds.values()].filter(
    ({ id, members }) => members.has(state.application.id) && ownsGuild(session.shard, id),
  );
  sessions.emit(session, "READY", readyShape(state, peer, session, guilds));
  state.activity.publish("discord.gateway_ready", { session_id: session.id, shard: session.shard });
  if ((session.intents & GatewayIntentBits.Guilds) === 0) return;
  for (const guild of guilds) sessions.emit(session, "GUILD_CREATE", guildCreateShape(state, guild, largeThreshold));
}

function readyShape(state: DiscordState, { host }: Peer, { id, shard }: Session, guilds: readonly Guild[]) {
  const own = state.users.get(state.application.id);
  if (own === undefined) throw new Error("the bot is no user");
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

/** Op 6: takes a session up again and replays what it missed. */
export function resume({ state, sessions }: GatewayShared, peer: Peer, d: unknown): void {
  if (peer.session !== null) return peer.close(GatewayCloseCodes.AlreadyAuthenticated);
  const parsed = resumeForm.safeParse(d);
  if (!parsed.success) return peer.close(GatewayCloseCodes.DecodeError);
  if (!isToken(state, parsed.data.token)) return peer.close(GatewayCloseCodes.AuthenticationFailed);
  const session = sessions.find(parsed.data.session_id);
  if (session === undefined) return peer.send(GatewayOpcodes.InvalidSession, false);
  if (parsed.data.seq < 0 || parsed.data.seq > session.seq) return peer.close(GatewayCloseCodes.InvalidSeq);
  peer.session = session;
  session.link = peer.transport;
  for (const { seq, text } of session.sent) if (seq > parsed.data.seq) peer.transport.send(text);
  sessions.emit(session, "RESUMED", { _trace: ["sandbox"] });
  state.activity.publish("discord.gateway_resumed", { session_id: session.id });
}
