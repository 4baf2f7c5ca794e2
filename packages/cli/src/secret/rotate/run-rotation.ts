import { setTimeout as delay } from "node:timers/promises";
import { checkSecret } from "@moddy/runtime";
import type { ServiceName } from "@moddy/schemas";
import type { CliContext } from "../../context.ts";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../../pair/usage-error.ts";
import { formatTable } from "../../terminal/format-table.ts";
import { paint } from "../../terminal/paint.ts";
import { makeSecret } from "../show-secret.ts";
import { inspectSide, type SecretPair, type SideState } from "./inspect-side.ts";
import { INSTRUCTIONS, nextStep, type Step } from "./next-step.ts";

const PAUSE_MS = 1_000;

/** The options of `moddy secret rotate`. */
export interface RotationOptions {
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** Check once and show the next step; do not wait for it. */
  readonly once: boolean;
}

function readSecrets(env: Environment, make: () => string): SecretPair {
  const next = env["INTERNAL_API_SECRET_NEXT"] || make();
  const flaw = checkSecret(next);
  if (flaw !== undefined) throw new UsageError(`INTERNAL_API_SECRET_NEXT ${flaw.problem}: ${flaw.fix}.`);
  const current = env["INTERNAL_API_SECRET"];
  const old = current === next ? env["INTERNAL_API_SECRET_PREVIOUS"] : current;
  if (!old)
    throw new UsageError("INTERNAL_API_SECRET is not set: set it to the secret in use. The rotation starts from it.");
  return { old, next };
}

function printStates({ terminal }: CliContext, sides: readonly SideState[]): void {
  const labels = { old: "the old one", both: "both", new: "the new one", neither: "neither", unreachable: "unknown" };
  const rows = sides.map((side) => [
    side.service,
    labels[side.accepts],
    side.reachesPeer ? "yes" : paint(terminal, "bad", "no"),
    side.problem ?? "",
  ]);
  for (const line of formatTable([["SIDE", "ACCEPTS", "REACHES THE OTHER", ""], ...rows])) terminal.out(`  ${line}`);
}

function printStep({ terminal }: CliContext, step: Step): void {
  terminal.out("");
  const [head = "", ...rest] = INSTRUCTIONS[step];
  terminal.out(paint(terminal, "strong", head));
  for (const line of rest) terminal.out(line);
}

/** Shows each step of a secret change without downtime. Returns 0 once both sides accept the new secret alone. */
export async function runRotation(context: CliContext, { urls, once }: RotationOptions): Promise<number> {
  const { env, terminal, signal } = context;
  const secrets = readSecrets(env, () => makeSecret(context.randomBytes));
  terminal.out("The new secret:");
  terminal.out(secrets.next);
  terminal.err("To continue later: INTERNAL_API_SECRET_NEXT=<the new secret> moddy secret rotate");
  let shown = "";
  let step: Step = "add";
  while (!signal.aborted) {
    const sides = await Promise.all(
      (["bot", "backend"] as const).map((service) => inspectSide(service, urls[service], secrets)),
    );
    step = nextStep(sides);
    const state = JSON.stringify([step, sides.map(({ accepts, reachesPeer }) => [accepts, reachesPeer])]);
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
