import type { ServiceName } from "@moddy/schemas";

/** The migrations that each service's tables need. */
export const NEEDED_MIGRATIONS: Readonly<Record<ServiceName, readonly string[]>> = {
  bot: [],
  backend: [],
};
