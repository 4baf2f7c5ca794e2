import type { Outbox } from "@moddy/delivery";
import type { botOperations } from "@moddy/schemas";
import type { Deliveries } from "./entitlement/refresh-entitlement.ts";

/** The deliveries that follow from an entitlement, as the outbox takes them. */
export function createDeliveries(outbox: Pick<Outbox<typeof botOperations>, "enqueue">): Deliveries {
  return {
    async sendRoles(trx, { discordId, plan, version }) {
      const request = { discord_id: discordId, plan, version };
      await outbox.enqueue(trx, { operation: "rolesUpdate", discordId, request, version, supersede: true });
    },
    async sendNotice(trx, { discordId, action, plan, metadata }) {
      const request = { discord_id: discordId, action, plan, metadata };
      await outbox.enqueue(trx, { operation: "notify", discordId, request });
    },
  };
}
