import type { Test } from "tap";
import { until } from "../../../support/until.ts";
import { attempt } from "../../support/run.ts";
import type { Project } from "../support/project.ts";

/** Every question to Docker starts a process. */
export const CONTAINERS = { withinMs: 120_000, everyMs: 200 } as const;

/** Who runs in the containers, what they may write, and how they end. */
export async function checkContainers(t: Test, project: Project): Promise<void> {
  for (const service of ["backend", "bot", "sandbox"] as const) {
    t.equal(await project.exec(service, "id", "-u"), "1000", `${service} is not root`);
    const first = await project.exec(service, "cat", "/proc/1/cmdline");
    t.match(first, /^node\0dist\/main\.js/, `node is the first process of ${service}`);
    t.equal(await project.inspect(service, "{{.HostConfig.ReadonlyRootfs}}"), "true");
    const refused = project.exec(service, "sh", "-c", "touch /app/file /home/node/file");
    await t.rejects(refused, /Read-only file system/, `nothing of ${service} can be written`);
    t.equal(await project.inspect(service, "{{.State.Health.Status}}"), "healthy");
  }
  for (const service of ["bot", "backend"] as const) {
    await project.compose("stop", service);
    // Docker kills what takes too long: the status would be 137.
    t.equal(await project.inspect(service, "{{.State.ExitCode}}"), "0", `${service} got SIGTERM and ended in order`);
    await project.compose("start", service);
    await healthy(project, service);
  }
}

/** Resolves when a container that runs is healthy. */
export async function healthy(project: Project, service: "bot" | "backend" | "postgres"): Promise<void> {
  await until(
    `${service} healthy`,
    async () => {
      const state = await project.inspect(service, "{{.State.Status}} {{.State.Health.Status}}");
      return state === "running healthy";
    },
    CONTAINERS,
  );
}

/** Ends a container's process with SIGKILL, as a crash would: Docker has not been asked to. */
export async function crash(project: Project, service: "bot" | "backend" | "postgres"): Promise<void> {
  const count = await project.inspect(service, "{{.RestartCount}}");
  const pid = Number(await project.inspect(service, "{{.State.Pid}}"));
  if (pid === 0) throw new Error(`${service} does not run.`);
  await attempt(["kill", "-KILL", String(pid)]);
  await until(
    `${service} started again`,
    async () => (await project.inspect(service, "{{.RestartCount}}")) !== count,
    CONTAINERS,
  );
}
