import type { Environment } from "../context.ts";
import { SERVICES } from "../pair/services.ts";

/** A port that the pair uses, and the variables that move it. */
export interface PairPort {
  readonly port: number;
  readonly use: string;
  readonly portVariable: string | undefined;
  readonly hostVariable: string | undefined;
}

function portIn(url: string | undefined): number | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed?.port ? Number(parsed.port) : undefined;
}

/** The ports of the pair when it runs on one machine: the launcher's, or where the environment's addresses point. */
export function pairPorts(env: Environment): PairPort[] {
  const { bot, backend } = SERVICES;
  const internal = { portVariable: "INTERNAL_PORT", hostVariable: "INTERNAL_HOST" };
  const open = { portVariable: "PORT", hostVariable: undefined };
  return [
    { port: portIn(env[bot.urlVariable]) ?? bot.internalPort, use: "bot, internal", ...internal },
    { port: bot.localPublicPort, use: "bot, public", ...open },
    { port: portIn(env[backend.urlVariable]) ?? backend.internalPort, use: "backend, internal", ...internal },
    { port: backend.localPublicPort, use: "backend, public", ...open },
    { port: 4000, use: "sandbox", portVariable: undefined, hostVariable: undefined },
  ];
}
