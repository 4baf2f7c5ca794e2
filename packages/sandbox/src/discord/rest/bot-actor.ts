import type { FastifyRequest } from "fastify";
import type { Actor } from "../actions/actor.ts";
import { formError } from "../errors.ts";
import type { DiscordState } from "../state.ts";

/** The bot as actor, with the reason from X-Audit-Log-Reason. */
export function botActor(state: DiscordState, request: FastifyRequest): Actor {
  const header = request.headers["x-audit-log-reason"];
  if (typeof header !== "string" || header === "") return { id: state.application.id };
  const reason = decode(header);
  if (reason.length > 512) throw formError(["reason"], "BASE_TYPE_MAX_LENGTH", "Must be 512 or fewer in length.");
  return { id: state.application.id, reason };
}

function decode(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
