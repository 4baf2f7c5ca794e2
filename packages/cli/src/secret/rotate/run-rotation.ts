import { setTimeout as delay } from "node:timers/promises";
import { checkSecret } from "@moddy/runtime";
import type { ServiceName } from "@moddy/schemas";
import type { CliContext } from "../../context.ts";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../../pair/usage-error.ts";
import { paint } from "../../terminal/paint.ts";
import { formatTable } from "../../terminal/table.ts";
import { makeSecret } from "../show-secret.ts";
import { INSTRUCTIONS, nextStep, type Step } from "./next-step.ts";
import { observeSide, type SecretPair, type SideState } from "./observe-side.ts";

const PAUSE_MS = 1_000;

/** How a rotation is asked for. */
export interface RotationOptions {
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** Look once and say what is next, in place of waiting for each step. */
  readonly once: boolean;
}

function readSecrets(env: Environment, make: () => string): SecretPair {
  const next = env["INTERNAL_API_SECRET_NEXT"] || make();
  const flaw = checkSecret(next);
  if (flaw !== undefined) throw new UsageError(`INTERNAL_API_SECRET_NEXT ${flaw.problem}: ${flaw.fix}.`);
  const current = env["INTERNAL_API_SECRET"];
  const old = current === next ? env["INTERNAL_API_SECRET_PREVIOUS"] : current;
  if (!old)
    throw new UsageError(
      "INTERNAL_API_SECRET is not set: set it to the secret in use, from which the rotation starts.",
    );
  return { old, next };
}

function printStates({ terminal }: CliContext, sides: readonly SideState[]): void {
  const takes = { old: "the old one", both: "both", new: "the new one", neither: "neither", unreachable: "unknown" };
  const rows = sides.map((side) => [
    side.service,
    takes[side.takes],
    side.reachesPeer ? "yes" : paint(terminal, "bad", "no"),
    side.trouble ?? "",
  ]);
  for (const line of formatTable([["SIDE", "TAKES", "REACHES THE OTHER", ""], ...rows])) terminal.out(`  ${line}`);
}

function printStep({ terminal }: CliContext, step: Step): void {
  terminal.out("");
  const [head = "", ...rest] = INSTRUCTIONS[step];
  terminal.out(paint(terminal, "strong", head));
  for (const line of rest) terminal.out(line);
}

/** Leads through changing the secret without downtime. Returns 0 once both sides take the new one alone. */
export async function runRotation(context: CliContext, { urls, once }: RotationOptions): Promise<number> {
  const { env, terminal, signal } = context;
  const secrets = readSecrets(env, () => makeSecret(context.randomBytes));
  terminal.out("The new secret:");
  terminal.out(secrets.next);
  terminal.err("To go on with it later: INTERNAL_API_SECRET_NEXT=<the new secret> moddy secret rotate");
  let shown = "";
  let step: Step = "add";
  while (!signal.aborted) {
    const sides = await Promise.all(
      (["bot", "backend"] as const).map((service) => observeSide(service, urls[service], secrets)),
    );
    step = nextStep(sides);
    const state = JSON.stringify([step, sides.map(({ takes, reachesPeer }) => [takes, reachesPeer])]);
    if (state !== shown) {
      printStep(context, step);
      printStates(context, sides);
    }
    shown = state;
    if (step === "done" || once) break;
    await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
  return step === "done" ? 0 : 1;
}
