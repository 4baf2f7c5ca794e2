import { type DiscordOptions, type DiscordSandbox, mountDiscord } from "./discord/index.ts";
import { normalizePath } from "./discord/rest/normalize-path.ts";
import { registerFaultControls } from "./faults/fault-controls.ts";
import { createFaults, type Faults } from "./faults/faults.ts";
import { createActivityFeed, serveActivity } from "./http/activity-feed.ts";
import type { SandboxContext } from "./http/context.ts";
import { createServer } from "./http/create-server.ts";
import { listen } from "./http/listen.ts";
import { mountStripe, type StripeOptions, type StripeState } from "./stripe/index.ts";

export interface SandboxOptions {
  /** Where to listen; loopback by default, `::` for every address. */
  readonly host?: string;
  /** 4000 by default; 0 takes a free one. */
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** A number in [0, 1). */
  readonly random?: () => number;
  readonly discord?: DiscordOptions;
  readonly stripe?: StripeOptions;
}

export interface Sandbox {
  /** Without a slash at its end, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly discord: DiscordSandbox;
  readonly stripe: StripeState;
  readonly faults: Faults;
  close(): Promise<void>;
}

/** Starts a local Discord and a local Stripe on one port. Rejects when the port is taken. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { now = Date.now, random = Math.random } = options;
  const context: SandboxContext = { now, random, faults: createFaults(random), activity: createActivityFeed(now) };
  const app = createServer(normalizePath);
  serveActivity(app, context.activity);
  registerFaultControls(app, context.faults);
  const discord = mountDiscord(app, context, options.discord);
  const stripe = mountStripe(app, context, options.stripe);
  const url = await listen(app, options.host ?? "127.0.0.1", options.port ?? 4000);
  return { url, discord, stripe, faults: context.faults, close: () => app.close() };
}
