import { setTimeout as delay } from "node:timers/promises";
import type { CliContext } from "../../context.ts";
import { type Resolution, resolveName } from "../../network/resolve-name.ts";

// A new deployment's private name takes some seconds to appear.
const PATIENCE_MS = 5_000;
const PAUSE_MS = 500;

/** Looks a name up, and again for a while if it is not there yet. */
export async function waitForName(
  host: string,
  { now, signal }: Pick<CliContext, "now" | "signal">,
): Promise<Resolution> {
  const deadline = now() + PATIENCE_MS;
  for (;;) {
    const resolution = await resolveName(host);
    if (resolution.addresses.length > 0 || now() >= deadline) return resolution;
    await delay(PAUSE_MS, undefined, { signal });
  }
}
