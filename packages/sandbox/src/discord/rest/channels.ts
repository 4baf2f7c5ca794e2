import type { FastifyInstance } from "fastify";
import { findChannel } from "../find.ts";
import { channelShape } from "../shapes/channel.ts";
import type { DiscordState } from "../state.ts";

type InChannel = { Params: { channel_id: string } };

export function serveChannels(scope: FastifyInstance, state: DiscordState): void {
  scope.get<InChannel>("/channels/:channel_id", ({ params }) =>
    channelShape(state, findChannel(state, params.channel_id)),
  );
}
