import type { Handlers } from "@moddy/internal-api/server";
import type { Operation } from "@moddy/schemas";
import type { FastifyInstance } from "fastify";
import type { Metric } from "prom-client";
import type { JobKind } from "./jobs.ts";

/** What a feature needs of Discord, in Discord's own names: the doctor, the preflight and the invite link ask for it. */
export interface DiscordNeeds {
  /** Permissions of the bot in its guild, such as `ManageRoles`. */
  readonly permissions?: readonly string[];
  /** Gateway intents, such as `GuildMembers`. */
  readonly intents?: readonly string[];
}

/** What a feature gives to its service. */
export interface Contribution<Operations extends Readonly<Record<string, Operation>>> {
  /** The handlers of the operations that it serves on the internal port. */
  readonly operations?: Partial<Handlers<Operations>>;
  /** Adds its routes to the public server. */
  readonly publicRoutes?: (server: FastifyInstance) => void;
  /** Its background work. */
  readonly jobs?: readonly JobKind[];
  /** What it counts, for `GET /internal/metrics`. */
  readonly metrics?: readonly Metric[];
}

/** One capability of a service: a folder in `features/`, whose `index.ts` exports it. */
export interface Feature<Dependencies, Contributed> {
  readonly name: string;
  readonly discord?: DiscordNeeds;
  /** Makes what the feature contributes. A feature names the few dependencies that it uses in its parameter's type. */
  setUp(dependencies: Dependencies): Contributed;
}
