import { DOCKER_LAB } from "../../../support/labs.ts";
import { attempt, type RunOptions, run } from "../../support/run.ts";

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

/** Installs what is missing and starts the engine. The lab's own environment is that of a shell after `docker-lab env`. */
export async function startDockerLab(): Promise<DockerLab> {
  const shell = ["bash", "-c", `eval "$(${DOCKER_LAB} env)"; exec "$@"`, "docker-lab"];
  const wasUp = (await attempt([...shell, "docker", "info"])).status === 0;
  await run([DOCKER_LAB, "up"]).catch(() => run([DOCKER_LAB, "up"]));
  return {
    async forBuilds() {
      await run([DOCKER_LAB, "builds"]);
    },
    async forRunning() {
      await run([DOCKER_LAB, "isolate"]);
    },
    docker: (args, options) => run([...shell, "docker", ...args], options),
    inside: [DOCKER_LAB, "in"],
    async close() {
      if (!wasUp) await run([DOCKER_LAB, "down"]);
    },
  };
}
