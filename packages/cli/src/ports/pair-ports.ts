import type { Environment } from "../environment.ts";
import { SERVICES } from "../pair/services.ts";

/** A port that the pair uses on one machine. */
export interface PairPort {
  readonly port: number;
  readonly use: string;
  /** The variable that changes it under `npm start`. */
  readonly variable: string;
  readonly kind: "internal" | "public" | "sandbox";
}

/** The ports of the pair on one machine, as `npm start` chooses them: its variables win. */
export function pairPorts(env: Environment): PairPort[] {
  const { bot, backend } = SERVICES;
  const ports = [
    { defaultPort: bot.internalPort, use: "bot, internal", variable: "BOT_INTERNAL_PORT", kind: "internal" },
    { defaultPort: bot.localPublicPort, use: "bot, public", variable: "BOT_PUBLIC_PORT", kind: "public" },
    {
      defaultPort: backend.internalPort,
      use: "backend, internal",
      variable: "BACKEND_INTERNAL_PORT",
      kind: "internal",
    },
    { defaultPort: backend.localPublicPort, use: "backend, public", variable: "BACKEND_PUBLIC_PORT", kind: "public" },
    { defaultPort: 4000, use: "sandbox", variable: "SANDBOX_PORT", kind: "sandbox" },
  ] as const;
  return ports.map(({ defaultPort, ...rest }) => ({ ...rest, port: Number(env[rest.variable] || defaultPort) }));
}
