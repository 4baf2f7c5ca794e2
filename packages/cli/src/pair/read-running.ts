import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Environment } from "../environment.ts";

const variables = z.record(z.string(), z.string());
const runningFile = z.object({ pid: z.int().positive(), bot: variables, backend: variables });

/** The variables with which `npm start` runs the two services. */
export type Running = z.infer<typeof runningFile>;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** What `npm start` runs from this folder; undefined if it runs nothing. */
export function readRunning(folder: string): Running | undefined {
  try {
    const running = runningFile.parse(JSON.parse(readFileSync(join(folder, ".moddy", "running.json"), "utf8")));
    return isAlive(running.pid) ? running : undefined;
  } catch {
    return undefined;
  }
}

/** Adds what concerns both services: their addresses, ports and secret. */
export function withRunning(env: Environment, running: Running | undefined): Environment {
  if (running === undefined) return env;
  return {
    ...env,
    INTERNAL_API_SECRET: running.backend["INTERNAL_API_SECRET"],
    BOT_INTERNAL_URL: running.backend["BOT_INTERNAL_URL"],
    BACKEND_INTERNAL_URL: running.bot["BACKEND_INTERNAL_URL"],
    BOT_INTERNAL_PORT: running.bot["INTERNAL_PORT"],
    BOT_PUBLIC_PORT: running.bot["PORT"],
    BACKEND_INTERNAL_PORT: running.backend["INTERNAL_PORT"],
    BACKEND_PUBLIC_PORT: running.backend["PORT"],
  };
}
