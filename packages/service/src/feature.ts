import type { Handlers } from "@moddy/internal-api/server";
import type { Operation } from "@moddy/schemas";
import type { FastifyInstance } from "fastify";
import type { Metric } from "prom-client";
import type { JobKind } from "./jobs.ts";

/** What a feature needs from Discord, in Discord's names. The doctor, the preflight and the invite link read it. */
export interface DiscordNeeds {
  /** Permissions of the bot in its guild, such as `ManageRoles`. */
  readonly permissions?: readonly string[];
  /** Gateway intents, such as `GuildMembers`. */
  readonly intents?: readonly string[];
}

/** What a feature contributes to its service. */
export interface Contribution<Operations extends Readonly<Record<string, Operation>>> {
  /** The handlers of its operations, on the internal port. */
  readonly operations?: Partial<Handlers<Operations>>;
  /** Adds its routes to the public server. */
  readonly publicRoutes?: (server: FastifyInstance) => void;
  /** Its background work. */
  readonly jobs?: readonly JobKind[];
  /** Its metrics, for `GET /internal/metrics`. */
  readonly metrics?: readonly Metric[];
}

/** One capability of a service: a folder in `features/`, whose `index.ts` exports it. */
export interface Feature<Dependencies, Contributed> {
  readonly name: string;
  readonly discord?: DiscordNeeds;
  /** Makes the contribution. The type of its parameter names the few dependencies that the feature uses. */
  setUp(dependencies: Dependencies): Contributed;
}
