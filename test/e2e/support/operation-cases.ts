import type { backendOperations, botOperations } from "@moddy/schemas";

/** A call of an operation and what its 200 reply has to hold. */
export type Case = readonly [request: object | undefined, reply: object];
type Cases<Operations> = { readonly [Name in keyof Operations]?: readonly Case[] };

/** Who is in the cases: one who bought Premium, one whose direct messages are closed, and an id that nobody has. */
export interface Known {
  buyer: string;
  closed: string;
  nobody: string;
  premiumRole: string;
  customer: string;
  delivery: string;
}

const unknownDelivery = "0198c8a0-7a5e-7c3e-9d35-2f4b1f2b9a11";

const deliveries = {
  deliveriesRetry: [[{ delivery_id: unknownDelivery }, { count: 0 }]],
  deliveriesCancel: [[{ delivery_id: unknownDelivery }, { count: 0 }]],
} as const;

/** The operations of the bot, found and not found. */
export function botCases({ buyer, closed, nobody, premiumRole }: Known): Cases<typeof botOperations> {
  const created = { action: "subscription_created", plan: "premium" };
  return {
    health: [[undefined, { status: "healthy", service: "discord-bot" }]],
    echo: [
      [{}, { service: "discord-bot", secret: "current", peer: null }],
      [{ call_back: true }, { peer: { reached: true } }],
    ],
    notify: [
      [
        { discord_id: buyer, ...created },
        { success: true, notification_sent: true, outcome: "delivered" },
      ],
      [
        { discord_id: closed, ...created },
        { success: false, notification_sent: false, outcome: "dm_closed" },
      ],
      [
        { discord_id: nobody, ...created },
        { success: false, notification_sent: false, outcome: "unknown_user" },
      ],
    ],
    rolesUpdate: [
      [
        { discord_id: buyer, plan: "premium" },
        { success: true, roles_updated: true, guild_id: String },
      ],
      [
        { discord_id: nobody, plan: "premium" },
        { success: false, roles_updated: false },
      ],
    ],
    rolesList: [[{}, { success: true, managed_role_ids: [premiumRole, String], next: null }]],
    deliveriesList: [[{ discord_id: nobody }, { success: true, deliveries: [], next: null }]],
    deliveriesShow: [[{ delivery_id: unknownDelivery }, { delivery: null }]],
    ...deliveries,
  };
}

/** The operations of the backend, found and not found, in an order in which none spoils the next. */
export function backendCases({ buyer, nobody, customer, delivery }: Known): Cases<typeof backendOperations> {
  return {
    health: [[undefined, { status: "healthy", service: "website-backend" }]],
    echo: [
      [{}, { service: "website-backend", secret: "current", peer: null }],
      [{ call_back: true }, { peer: { reached: true } }],
    ],
    userInfo: [
      [{ discord_id: buyer }, { success: true, user_found: true, discord_id: buyer, email: /@/, created_at: /Z$/ }],
      [{ discord_id: nobody }, { user_found: false }],
    ],
    userLink: [
      [
        { customer_id: customer, discord_id: buyer },
        { success: true, linked: true },
      ],
      [{ customer_id: "cus_nobody", discord_id: nobody }, { linked: false }],
    ],
    eventNotify: [
      [
        { event_type: "command_used", discord_id: buyer },
        { success: true, event_received: true },
      ],
    ],
    subscriptionInfo: [
      [
        { discord_id: buyer },
        {
          has_subscription: true,
          subscription: { customer_id: customer, status: "active", subscription_type: "monthly", amount: 499 },
        },
      ],
      [{ discord_id: nobody }, { has_subscription: false, subscription: null }],
    ],
    subscriptionInvoices: [
      [{ discord_id: buyer }, { success: true, invoices: [{ amount: 499, currency: "usd", status: "paid" }] }],
      [{ discord_id: nobody }, { success: true, invoices: [] }],
    ],
    eventsList: [
      [
        { type: "invoice.paid", limit: 1 },
        { success: true, events: [{ type: "invoice.paid" }] },
      ],
      [{ result: "unreadable" }, { events: [], next: null }],
    ],
    eventsShow: [[{ event_id: "evt_nobody" }, { event: null }]],
    eventsRetry: [[{ event_id: "evt_nobody" }, { count: 0 }]],
    grantsCreate: [
      [
        { discord_id: buyer, plan: "premium" },
        { success: true, grant_id: String },
      ],
    ],
    grantsRevoke: [
      [{ discord_id: buyer }, { success: true, revoked: 1 }],
      [{ discord_id: nobody }, { revoked: 0 }],
    ],
    sync: [[{}, { success: true, dry_run: true, requires_confirmation: false, enqueued: 0 }]],
    deliveriesList: [
      [{ discord_id: buyer, operation: "notify", limit: 1 }, { deliveries: [{ state: "succeeded" }] }],
      [{ discord_id: nobody }, { deliveries: [] }],
    ],
    deliveriesShow: [
      [{ delivery_id: delivery }, { delivery: { state: "succeeded", outcome: "delivered" } }],
      [{ delivery_id: unknownDelivery }, { delivery: null }],
    ],
    ...deliveries,
    subscriptionRefund: [
      [
        { discord_id: buyer, amount: 100 },
        { success: true, refunded: true, amount_refunded: 100 },
      ],
      [{ discord_id: nobody }, { success: false, refunded: false }],
    ],
    subscriptionCancel: [
      [{ discord_id: buyer }, { success: true, canceled: true, effective_at: /Z$/ }],
      [{ discord_id: nobody }, { success: false, canceled: false }],
    ],
    userUnlink: [
      [{ discord_id: nobody }, { unlinked: false }],
      [{ discord_id: buyer }, { unlinked: true }],
    ],
  };
}
