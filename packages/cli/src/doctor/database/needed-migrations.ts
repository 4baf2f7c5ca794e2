import type { ServiceName } from "@moddy/schemas";

const DELIVERY = ["2026_01_delivery_inbox", "2026_01_delivery_outbox", "2026_02_delivery_looking"] as const;

/** The migrations that each service's tables need; a test compares them with the services' own lists. */
export const NEEDED_MIGRATIONS: Readonly<Record<ServiceName, readonly string[]>> = {
  bot: [...DELIVERY, "bot_0001_tables"],
  backend: [...DELIVERY, "2026_01_backend_start", "2026_03_backend_link_sources"],
};
