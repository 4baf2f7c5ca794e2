import { setTimeout as delay } from "node:timers/promises";
import type { FaultInput } from "@moddy/sandbox";
import type { Random } from "../random.ts";
import type { LinkMode } from "../rig/open-breakable-link.ts";
import type { Links, Rig } from "../rig/start-rig.ts";
import type { Service } from "../rig/supervise-service.ts";
import { STEPS } from "../steps.ts";

/** Where a fault is injected. */
export interface FaultTarget {
  readonly rig: Rig;
  readonly random: Random;
}

/** Injects a fault and resolves once the fault is lifted; how long it takes the pair to recover then is not its concern. */
type Inject = (field: FaultTarget) => Promise<void>;

const HOUR_MS = 3_600_000;
const STEP_PATIENCE_MS = 8_000;
/** Steps of what only happens when somebody asks for it. */
const ON_DEMAND = /^(refund|cancel|link|reconcile)\./;
/** How often a storm kills each service. */
const STORM_ROUNDS = 3;

const pickService = ({ rig, random }: FaultTarget): Service => random.pick([rig.backend, rig.bot]);

/** A step that is not reached in time leaves a kill at random. */
async function killAtStep({ rig, random }: FaultTarget): Promise<void> {
  const { service, step } = random.pick(STEPS.filter(({ step }) => !ON_DEMAND.test(step)));
  const target = rig[service];
  const died = target.died();
  await target.order({ kind: "arm", step, hit: random.between(1, 3) });
  const reached = await Promise.race([died.then(() => true), delay(STEP_PATIENCE_MS, false, { ref: false })]);
  if (reached) return;
  await target.order({ kind: "release" });
  await target.kill();
}

async function storm({ rig, random }: FaultTarget): Promise<void> {
  for (let round = 0; round < STORM_ROUNDS; round++) {
    await Promise.all([rig.backend.kill(), rig.bot.kill()]);
    await delay(random.between(200, 1_500));
  }
}

/** Breaks one link for a while. */
function breakLink(mode: LinkMode, names: readonly (keyof Links)[], forMs: readonly [number, number]): Inject {
  return async ({ rig, random }) => {
    const link = rig.links[random.pick(names)];
    link.set(mode);
    await delay(random.between(...forMs));
    link.set("pass");
  };
}

/** Has the sandbox meet some of the calls to it with a fault. */
function failCalls(target: "discord" | "stripe", variants: readonly Omit<FaultInput, "target">[]): Inject {
  return async ({ rig, random }) => {
    const fault = rig.sandbox.faults.add({ target, times: random.between(2, 10), ...random.pick(variants) });
    await delay(random.between(2_000, 5_000));
    rig.sandbox.faults.remove(fault.id);
  };
}

async function wrongClock(field: FaultTarget): Promise<void> {
  const service = pickService(field);
  const offset = field.random.pick([-HOUR_MS, HOUR_MS]);
  await service.kill({ stayDown: true });
  service.start({ FAULTS_CLOCK_OFFSET_MS: String(offset) });
  await service.ready();
  await delay(field.random.between(2_000, 5_000));
  await service.kill({ stayDown: true });
  service.start();
}

/** Stripe's endpoint is disabled for a while: what happens then is never sent, and asked for at the next start. */
async function loseWebhooks({ rig, random }: FaultTarget): Promise<void> {
  const { settings } = rig.sandbox.stripe.webhooks;
  settings.mode = "off";
  await delay(random.between(1_000, 3_000));
  settings.mode = "on";
  await rig.backend.stop();
  rig.backend.start();
}

function dropGateway(kind: "terminate" | "close" | "reconnect" | "invalid_session"): Inject {
  return async ({ rig }) => void rig.sandbox.discord.gateway.drop(kind, true);
}

const INTERNAL = ["backendToBot", "botToBackend"] as const;
const DATABASES = ["backendToDatabase", "botToDatabase"] as const;
const OUTSIDE = ["botToDiscord", "backendToStripe", "stripeToBackend"] as const;
const EVERY = [...INTERNAL, ...DATABASES, ...OUTSIDE] as const;
const HTTP = [...INTERNAL, ...OUTSIDE] as const;

const MESSAGES = "/channels/:channel_id/messages";
const MEMBER = "/guilds/:guild_id/members/:user_id";

/** Faults that end a process with SIGKILL. */
export const KILLS = {
  "kill -9 backend": ({ rig }) => rig.backend.kill(),
  "kill -9 bot": ({ rig }) => rig.bot.kill(),
  "kill -9 PostgreSQL": ({ rig }) => rig.cluster.kill(),
  "kill -9 at a step": killAtStep,
  "restart storm": storm,
} as const satisfies Record<string, Inject>;

/** All other faults. */
export const OTHER_FAULTS = {
  partition: breakLink("refuse", EVERY, [1_000, 6_000]),
  "half-open": breakLink("swallow", EVERY, [2_000, 8_000]),
  "requests lost": breakLink("lose-requests", INTERNAL, [1_000, 4_000]),
  "answers lost": breakLink("lose-answers", HTTP, [1_000, 4_000]),
  "bodies truncated": breakLink("truncate", HTTP, [500, 3_000]),
  "Discord 429": failCalls("discord", [
    { kind: "rate_limit", retry_after: 1, scope: "user" },
    { kind: "rate_limit", retry_after: 2, scope: "shared", route: MESSAGES },
    { kind: "rate_limit", retry_after: 1, scope: "global" },
  ]),
  "Discord 5xx": failCalls("discord", [
    { kind: "status", status: 500 },
    { kind: "status", status: 503 },
  ]),
  "Discord's answer lost": failCalls("discord", [
    { kind: "drop_after", method: "POST", route: MESSAGES },
    { kind: "drop_after", route: MEMBER },
    { kind: "truncate", method: "POST", route: MESSAGES },
    { kind: "garbage", method: "POST", route: MESSAGES },
    { kind: "drop_before" },
  ]),
  "Discord slow": failCalls("discord", [
    { kind: "delay", delay_ms: 2_000, route: MEMBER },
    { kind: "delay", delay_ms: 4_000, route: MESSAGES },
    { kind: "hang", times: 2 },
  ]),
  "Stripe in trouble": failCalls("stripe", [
    { kind: "status", status: 500 },
    { kind: "rate_limit", retry_after: 1 },
    { kind: "drop_after" },
    { kind: "truncate" },
    { kind: "delay", delay_ms: 1_500 },
  ]),
  "gateway dropped": dropGateway("terminate"),
  "gateway closed": dropGateway("close"),
  "gateway reconnect asked for": dropGateway("reconnect"),
  "session resumed after op 9": dropGateway("invalid_session"),
  "webhooks never sent": loseWebhooks,
  "clock an hour off": wrongClock,
} as const satisfies Record<string, Inject>;

/** How many processes each of them kills. */
export const KILLS_OF: Readonly<Record<keyof typeof KILLS, number>> = {
  "kill -9 backend": 1,
  "kill -9 bot": 1,
  "kill -9 PostgreSQL": 1,
  "kill -9 at a step": 1,
  "restart storm": 2 * STORM_ROUNDS,
};

/** The name of a fault. */
export type FaultName = keyof typeof KILLS | keyof typeof OTHER_FAULTS;

/** All faults by name. */
export const FAULTS: Readonly<Record<FaultName, Inject>> = { ...KILLS, ...OTHER_FAULTS };
