import type { ServiceName } from "@moddy/schemas";
import type { Check } from "../check.ts";
import type { StartContext } from "../check-context.ts";
import { bearer } from "./bearer.ts";
import { clock } from "./clock.ts";
import { configuration } from "./configuration.ts";
import { contract } from "./contract.ts";
import { database } from "./database.ts";
import { discordGateway } from "./discord-gateway.ts";
import { discordGuild } from "./discord-guild.ts";
import { discordIntents } from "./discord-intents.ts";
import { discordPermissions } from "./discord-permissions.ts";
import { discordRoles } from "./discord-roles.ts";
import { discordToken } from "./discord-token.ts";
import { givenRoles } from "./given-roles.ts";
import { http } from "./http.ts";
import { migrations } from "./migrations.ts";
import { ownPorts } from "./own-ports.ts";
import { peerHealth } from "./peer-health.ts";
import { peerName } from "./peer-name.ts";
import { queue } from "./queue.ts";
import { secret } from "./secret.ts";
import { stripeEvents } from "./stripe-events.ts";
import { stripeImport } from "./stripe-import.ts";
import { stripeKey } from "./stripe-key.ts";
import { stripePrices } from "./stripe-prices.ts";
import { stripeWebhook } from "./stripe-webhook.ts";
import { tcp } from "./tcp.ts";
import { unlinked } from "./unlinked.ts";
import { wayBack } from "./way-back.ts";

/** The checks that need no valid configuration, in order. */
export const FIRST_CHECKS: readonly Check<StartContext>[] = [configuration, secret];

const PAIR = [ownPorts, peerName, tcp, http, bearer, clock, contract, wayBack];
const OWN = [database, migrations, queue];
const DISCORD = [
  discordToken,
  discordGateway,
  discordIntents,
  discordGuild,
  discordPermissions,
  discordRoles,
  givenRoles,
];
const STRIPE = [stripeKey, stripeWebhook, stripePrices, stripeImport, stripeEvents, unlinked];

/** The checks after that, in order: the pair, the database, Discord or Stripe, and last the peer's health. */
export const CHECKS: Readonly<Record<ServiceName, readonly Check[]>> = {
  bot: [...PAIR, ...OWN, ...DISCORD, peerHealth],
  backend: [...PAIR, ...OWN, ...STRIPE, peerHealth],
};
