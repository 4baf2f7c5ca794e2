import type { FastifyRequest } from "fastify";
import type { Actor } from "../actions/actor.ts";
import { formError } from "../errors.ts";
import type { World } from "../world.ts";

/** The bot, with the reason from X-Audit-Log-Reason. */
export function botActor(world: World, request: FastifyRequest): Actor {
  const header = request.headers["x-audit-log-reason"];
  if (typeof header !== "string" || header === "") return { id: world.application.id };
  const reason = decode(header);
  if (reason.length > 512) throw formError(["reason"], "BASE_TYPE_MAX_LENGTH", "Must be 512 or fewer in length.");
  return { id: world.application.id, reason };
}

function decode(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
