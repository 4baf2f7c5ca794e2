import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { ROOT } from "../../../support/spawn-node.ts";
import { type FetchResult, fetchFrom, type Request } from "../../support/fetch-from-host.ts";
import { run } from "../../support/run.ts";
import type { DockerLab } from "./docker-lab.ts";

/** The compose project, from a clean checkout. */
export interface Project {
  readonly folder: string;
  readonly secret: string;
  readonly lab: DockerLab;
  /** Runs `docker compose` on the project, its profile included. */
  compose(...args: readonly string[]): Promise<string>;
  docker(...args: readonly string[]): Promise<string>;
  /** A container's id. */
  idOf(service: Service): Promise<string>;
  /** Something of `docker inspect`, by its Go template. */
  inspect(service: Service, template: string): Promise<string>;
  /** Runs a command in a running container. */
  exec(service: Service, ...command: readonly string[]): Promise<string>;
  /** Makes requests from outside the containers, where published ports answer. */
  readonly visit: (...requests: readonly Request[]) => Promise<FetchResult[]>;
  close(): Promise<void>;
}

export type Service = "bot" | "backend" | "postgres" | "sandbox" | "first-purchase";

const NAME = "moddy-suite";

/** Builds reach the registry over the host's network, since the lab's engine has no other. */
const BUILD_NETWORK = `services:
  backend: { build: { network: host } }
  bot: { build: { network: host } }
  sandbox: { build: { network: host } }
`;

/** Clones what is committed and makes its .env as docs/deploy-compose.md says for a pair without accounts. */
export async function checkOutProject(lab: DockerLab): Promise<Project> {
  const folder = await mkdtemp(`${tmpdir()}/moddy-compose-`);
  await run(["git", "clone", "--quiet", ROOT, folder]);
  const page = await readFile(`${folder}/docs/deploy-compose.md`, "utf8");
  const [, commands = ""] = /## Without accounts\s+```sh\n(.*?)docker compose --profile sandbox up/s.exec(page) ?? [];
  await run(["bash", "-euc", commands], { cwd: folder });
  const [, secret = ""] = /^INTERNAL_API_SECRET=(.+)$/m.exec(await readFile(`${folder}/.env`, "utf8")) ?? [];
  await writeFile(`${folder}/lab.yml`, BUILD_NETWORK);
  const files = ["-f", "docker-compose.yml", "-f", "lab.yml"];
  const base = ["compose", "-p", NAME, ...files, "--profile", "sandbox"];
  const docker = (...args: readonly string[]) => lab.docker(args, { cwd: folder });
  const compose = (...args: readonly string[]) => docker(...base, ...args);
  const idOf = async (service: Service) => {
    // Without those of `docker compose run`.
    const labels = [`project=${NAME}`, `service=${service}`, "oneoff=False"];
    const filters = labels.flatMap((label) => ["--filter", `label=com.docker.compose.${label}`]);
    const id = await docker("ps", "--all", "--quiet", "--no-trunc", ...filters);
    if (!/^\w+$/.test(id)) throw new Error(`There is not one container of ${service}: ${id}`);
    return id;
  };
  return {
    folder,
    secret,
    lab,
    compose,
    docker,
    idOf,
    inspect: async (service, template) => docker("inspect", "--format", template, await idOf(service)),
    exec: (service, ...command) => compose("exec", "-T", service, ...command),
    visit: fetchFrom(lab.inside),
    close: async () => {
      await compose("down", "--volumes", "--remove-orphans", "--timeout", "1");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
