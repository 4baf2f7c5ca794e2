import { setTimeout as delay } from "node:timers/promises";
import type { CliContext } from "../../context.ts";
import { type Resolution, resolveName } from "../../network/resolve-name.ts";

// The private name of a new deployment takes some seconds to appear.
const MAX_WAIT_MS = 5_000;
const PAUSE_MS = 500;

/** Resolves a name; retries for some seconds while it does not exist. */
export async function waitForName(
  host: string,
  { now, signal }: Pick<CliContext, "now" | "signal">,
): Promise<Resolution> {
  const deadline = now() + MAX_WAIT_MS;
  for (;;) {
    const resolution = await resolveName(host);
    if (resolution.addresses.length > 0 || now() >= deadline) return resolution;
    await delay(PAUSE_MS, undefined, { signal });
  }
}
