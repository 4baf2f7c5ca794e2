import { setTimeout as delay } from "node:timers/promises";
import { createInternalClient } from "@moddy/internal-api/client";
import { backendOperations } from "@moddy/schemas";
import { createControl } from "../../../support/sandbox-control.ts";
import { until } from "../../../support/until.ts";
import { type CheckResult, checkOutcome } from "../checks/check-outcome.ts";
import { createRandom } from "../random.ts";
import { settle } from "../rig/settle.ts";
import { type Rig, startRig } from "../rig/start-rig.ts";
import type { NumberedStep } from "../steps.ts";
import type { Person } from "../workload/customer.ts";
import { preparePerson, type Trigger, type TriggerScene, triggerFor } from "./triggers.ts";

/** Which steps are to be met by a kill. */
export interface EveryStepOptions {
  readonly steps: readonly NumberedStep[];
  readonly seed: number;
  readonly say?: (line: string) => void;
  /** Keeps the logs though all went well. */
  readonly keepLogs?: boolean;
}

/** What a run came to. */
export interface EveryStepOutcome extends CheckResult {
  readonly seed: number;
  readonly covered: readonly NumberedStep[];
  /** Steps at which nothing died, since they were not reached. */
  readonly missed: readonly NumberedStep[];
  readonly seconds: number;
  /** Where the logs are; undefined if all went well and they were removed. */
  readonly folder: string | undefined;
}

/** A step, and the one to whom what leads there happens. */
interface Scenario {
  readonly at: NumberedStep;
  readonly trigger: Trigger;
  readonly person: Person;
}

const REACH_MS = 120_000;

/** Kills the process when it reaches the step. @returns false if it never came. */
async function killAt(rig: Rig, stage: TriggerScene, { at, trigger, person }: Scenario): Promise<boolean> {
  const target = rig[at.service];
  await target.ready();
  const died = target.died();
  await target.order({ kind: "arm", step: at.step, hit: 1 });
  const acting = trigger.act(stage, person);
  const signal = await Promise.race([died, delay(REACH_MS, "SIGCONT" as const, { ref: false })]);
  if (signal !== "SIGKILL") await target.order({ kind: "release" });
  await acting;
  return signal === "SIGKILL";
}

/** Kills each side at its steps, one after the other, and both sides side by side. */
export async function runEveryStep(options: EveryStepOptions): Promise<EveryStepOutcome> {
  const { steps, seed, say = () => undefined } = options;
  const began = performance.now();
  const rig = await startRig({ random: createRandom(seed ^ 0x5a5a), rateLimits: false });
  const backend = createInternalClient({
    operations: backendOperations,
    baseUrl: rig.backendUrl,
    secret: rig.secret,
    caller: "cli",
  });
  let keepLogs = true;
  try {
    const { stripe, discord } = rig.sandbox;
    await until("the bot has a gateway session", () => discord.gateway.sessions().length > 0);
    Object.assign(stripe.webhooks.settings, { order: "shuffled", delayMs: 100, duplicates: 1, retrySpeedup: 60 });
    const random = createRandom(seed);
    const stage = { sandbox: rig.sandbox, control: createControl(rig.sandbox.url), random, backend };
    const scenarios: Scenario[] = [];
    for (const [index, at] of steps.entries()) {
      const trigger = triggerFor(at);
      scenarios.push({ at, trigger, person: await preparePerson(stage, index, trigger) });
    }
    await settle(rig, say);

    const covered: NumberedStep[] = [];
    const take = async (service: NumberedStep["service"]): Promise<void> => {
      for (const scenario of scenarios.filter(({ at }) => at.service === service)) {
        const killed = await killAt(rig, stage, scenario);
        say(`${service} ${scenario.at.step}: ${killed ? "killed" : "never reached"}`);
        if (killed) covered.push(scenario.at);
      }
    };
    await Promise.all([take("backend"), take("bot")]);
    await settle(rig, say);

    const people = scenarios.map(({ person }) => person);
    const checked = await checkOutcome(rig, people);
    const asked = scenarios.flatMap(({ trigger, person }) => trigger.check?.(stage, person) ?? []);
    const findings = [...checked.findings, ...asked];
    keepLogs = findings.length > 0 || covered.length < steps.length || options.keepLogs === true;
    return {
      ...checked,
      findings,
      seed,
      covered,
      missed: steps.filter((step) => !covered.includes(step)),
      seconds: (performance.now() - began) / 1000,
      folder: keepLogs ? rig.folder : undefined,
    };
  } finally {
    await backend.close();
    await rig.close({ keepLogs });
  }
}
