import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ROOT } from "../../../support/spawn-node.ts";
import { attempt, type RunOptions, run } from "./run.ts";

const TOOL = resolve(ROOT, "../shared/tools/docker-lab");

/** A Docker engine of this machine's own, without images from outside. */
export interface DockerLab {
  /** The engine for builds, on the host's network. */
  forBuilds(): Promise<void>;
  /** The engine in a network namespace of its own, for running projects. */
  forRunning(): Promise<void>;
  /** Runs `docker` with these arguments. */
  docker(args: readonly string[], options?: RunOptions): Promise<string>;
  /** What goes before a command to run it where the published ports answer. */
  readonly inside: readonly string[];
  /** Ends the engine, if it was started here. */
  close(): Promise<void>;
}

/** Why there can be no lab on this machine, or false where there can. */
export function dockerLabMissing(): string | false {
  if (!existsSync(TOOL)) return "docker-lab is not on this machine";
  return process.getuid?.() === 0 ? false : "docker-lab needs root";
}

/** Installs what is missing and starts the engine. The lab's own environment is that of a shell after `docker-lab env`. */
export async function startDockerLab(): Promise<DockerLab> {
  const shell = ["bash", "-c", `eval "$(${TOOL} env)"; exec "$@"`, "docker-lab"];
  const wasUp = (await attempt([...shell, "docker", "info"])).status === 0;
  await run([TOOL, "up"]).catch(() => run([TOOL, "up"]));
  return {
    async forBuilds() {
      await run([TOOL, "builds"]);
    },
    async forRunning() {
      await run([TOOL, "isolate"]);
    },
    docker: (args, options) => run([...shell, "docker", ...args], options),
    inside: [TOOL, "in"],
    async close() {
      if (!wasUp) await run([TOOL, "down"]);
    },
  };
}
