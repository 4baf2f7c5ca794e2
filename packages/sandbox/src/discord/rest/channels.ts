import type { FastifyInstance } from "fastify";
import { findChannel } from "../find.ts";
import { channelShape } from "../shapes/channel.ts";
import type { World } from "../world.ts";

type InChannel = { Params: { channel_id: string } };

export function serveChannels(scope: FastifyInstance, world: World): void {
  scope.get<InChannel>("/channels/:channel_id", ({ params }) =>
    channelShape(world, findChannel(world, params.channel_id)),
  );
}
