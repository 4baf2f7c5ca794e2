import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createInternalClient, type InternalClient } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import { botOperations } from "@moddy/schemas";
import type { Test } from "tap";
import { until } from "../../../../test/support/until.ts";
import type { DiscordControl } from "./sandbox-control.ts";
import { SECRET } from "./start-test-bot.ts";

/** Compiled once for all processes of all tests. */
const NODE_COMPILE_CACHE = join(tmpdir(), "moddy-compile-cache");
const ENTRIES = {
  main: fileURLToPath(new URL("../../src/main.ts", import.meta.url)),
  migrate: fileURLToPath(new URL("../../src/migrate.ts", import.meta.url)),
  crashing: fileURLToPath(new URL("./crashing-bot.ts", import.meta.url)),
};

/** A bot in a process of its own. */
export interface BotProcess {
  readonly child: ChildProcess;
  readonly output: string[];
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Waits until the servers listen. */
  client(): Promise<InternalClient<typeof botOperations>>;
}

/** The environment of a bot against a sandbox. */
export function environmentFor(discord: DiscordControl, databaseUrl: string): Record<string, string> {
  return {
    DISCORD_TOKEN: discord.sandbox.discord.token,
    DISCORD_API_BASE: `${discord.sandbox.url}/api`,
    MODDY_GUILD_ID: seedIds.guild,
    MODDY_PREMIUM_ROLE_ID: seedIds.premiumRole,
    DATABASE_URL: databaseUrl,
    BACKEND_INTERNAL_URL: "http://127.0.0.1:1",
    INTERNAL_API_SECRET: SECRET,
    INTERNAL_HOST: "127.0.0.1",
    INTERNAL_PORT: "0",
    PORT: "0",
  };
}

/** Starts one of the entries; it is ended with the test. */
export function startBotProcess(t: Test, entry: keyof typeof ENTRIES, env: Record<string, string>): BotProcess {
  const child = spawn(process.execPath, ["--conditions=development", ENTRIES[entry]], {
    env: { NODE_COMPILE_CACHE, ...env },
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on("line", (line) => output.push(line));
  const ended = once(child, "close").then(([code, signal]) => (signal ?? code) as number | string);
  t.teardown(async () => {
    child.kill("SIGKILL");
    await ended;
  });

  async function client(): Promise<InternalClient<typeof botOperations>> {
    const line = await until("the bot's servers listen", () => output.find((text) => text.includes("service_ready")));
    const { internal_url: baseUrl } = JSON.parse(line) as { internal_url: string };
    const made = createInternalClient({ operations: botOperations, baseUrl, secret: SECRET, caller: "backend" });
    t.teardown(() => made.close());
    await until("the bot is healthy", async () => (await made.call("health", undefined)).status === "healthy");
    return made;
  }
  return { child, output, ended, client };
}
