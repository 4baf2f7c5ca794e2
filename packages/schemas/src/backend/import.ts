import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation } from "../operation.ts";
import { instant } from "../primitives.ts";

const count = z.int().nonnegative();

const found = z
  .object({
    subscriptions: count,
    ended: count.describe("Subscriptions with a status that gives no plan."),
    customers: count,
    customers_linked: count.describe("Customers with a Discord id."),
    customers_unlinked: count.describe("Customers who pay and have no Discord id."),
    plans: z.array(z.object({ plan: z.string(), subscriptions: count })),
    unknown_prices: z
      .array(z.object({ price_id: z.string(), subscriptions: count }))
      .describe("Prices that are paid for and that no plan of the catalogue names."),
    unknown_statuses: z.array(z.object({ status: z.string(), subscriptions: count })),
  })
  .meta({ id: "ImportFindings", description: "What an import found at Stripe." });

const state = z
  .object({
    import_id: z.string(),
    dry_run: z.boolean().describe("Whether it only counts."),
    phase: z.enum(["subscriptions", "payments", "customers", "finished"]),
    started_at: instant,
    progress_at: instant.describe("When it got further last."),
    finished_at: instant.nullable(),
    subscriptions_read: count,
    customers_left: count.describe("Customers that were read and are not applied yet."),
    customers_unreadable: count.describe("Customers that were set aside, since Stripe's data has an unknown shape."),
    failure: z
      .string()
      .nullable()
      .describe(
        "Why the last try failed: stripe_key_refused, stripe_key_forbidden, stripe_unavailable, stripe_refused or failed.",
      ),
    found: found.nullable().describe("Null until all subscriptions are read."),
  })
  .meta({ id: "Import", description: "A reading of all of Stripe's subscriptions." });

const status = {
  success: z.boolean(),
  message: z.string().describe("For people."),
  first_import_ended: z
    .boolean()
    .describe("Whether all earlier subscriptions were read once. Until then no role is taken."),
  removals_confirmed: z.boolean().describe("Whether a person has confirmed the first removal of roles."),
  import: state.nullable().describe("The import that was begun last."),
};

const reply = z.object(status);

const common = {
  service: "backend",
  method: "POST",
  outcomes: [],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 10_000,
} as const;

const example: z.input<typeof reply> = {
  success: true,
  message: "Applying: 120 customers left.",
  first_import_ended: false,
  removals_confirmed: false,
  import: {
    import_id: "1",
    dry_run: false,
    phase: "customers",
    started_at: "2026-01-31T12:00:00.000Z",
    progress_at: "2026-01-31T12:00:20.000Z",
    finished_at: null,
    subscriptions_read: 5000,
    customers_left: 120,
    customers_unreadable: 0,
    failure: null,
    found: {
      subscriptions: 5000,
      ended: 400,
      customers: 4900,
      customers_linked: 4800,
      customers_unlinked: 90,
      plans: [{ plan: "premium", subscriptions: 4590 }],
      unknown_prices: [{ price_id: "price_1MoBy5LkdIwHu7ixZhnattbh", subscriptions: 10 }],
      unknown_statuses: [],
    },
  },
};

/** `POST /internal/import/start` */
export const importStart = defineOperation({
  ...common,
  id: "import_start",
  path: "/internal/import/start",
  summary: "Reads all subscriptions from Stripe",
  description:
    "Begins an import in the background; `import_status` shows how far it is. With `dry_run` it counts and changes nothing. " +
    "While one is running, no other one begins.",
  request: z.object({ dry_run: z.boolean().default(true) }),
  reply: z.object({ ...status, started: z.boolean().describe("False while an import is running.") }),
  examples: { request: { dry_run: true }, reply: { ...example, message: "Started.", started: true } },
});

/** `POST /internal/import/status` */
export const importStatus = defineOperation({
  ...common,
  id: "import_status",
  readOnly: true,
  path: "/internal/import/status",
  summary: "Shows how far the import of Stripe's subscriptions is",
  description: "Shows the import that was begun last: the first one begins by itself when the backend starts.",
  request: z.object({}),
  reply,
  examples: { request: {}, reply: example },
});
