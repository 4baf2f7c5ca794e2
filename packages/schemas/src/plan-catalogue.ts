import { z } from "zod";
import { FREE_PLAN, planId, snowflake } from "./primitives.ts";

const plan = z.object({
  id: planId.refine((id) => id !== FREE_PLAN, `"${FREE_PLAN}" means no plan, so it cannot be the id of a plan`),
  name: z.string().min(1).max(100).describe("The name that users see."),
  rank: z
    .int()
    .nonnegative()
    .describe(
      "The plan with the highest rank counts when a user has several. A change to a higher rank is an upgrade.",
    ),
  price_ids: z.array(z.string().regex(/^price_\w+$/, "must be a Stripe price's id (price_…)")).min(1),
  role_ids: z.array(snowflake).min(1).describe("The managed roles that come with the plan."),
  trial: z
    .enum(["always", "once"])
    .optional()
    .describe(
      "`once`: only the first free trial of a Discord user gives the plan; a later one gives nothing until it is paid. " +
        "`always`, or nothing: each trial that Stripe has begun gives it.",
    ),
});

function repeated(values: readonly (string | number)[]): (string | number)[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

const managedRoles = z
  .enum(["given", "strict"])
  .describe(
    "Which managed roles are taken away from a member whose plan does not give them: those that the bot gave (`given`, " +
      "the default), or all of them, those that were given by hand too (`strict`).",
  );

/** The plan catalogue, as `plans.json` has it. Ids, ranks and prices are unique. */
export const planCatalogue = z
  .object({ plans: z.array(plan).min(1), managed_roles: managedRoles.optional() })
  .superRefine(({ plans }, context) => {
    const columns = {
      id: plans.map((p) => p.id),
      rank: plans.map((p) => p.rank),
      price_ids: plans.flatMap((p) => p.price_ids),
    };
    for (const [column, values] of Object.entries(columns)) {
      for (const value of repeated(values)) {
        context.addIssue({ code: "custom", path: ["plans"], message: `${column} ${value} appears twice` });
      }
    }
  })
  .meta({ id: "PlanCatalogue", description: "The plans, their prices and their roles." });

/** One plan of the catalogue. */
export type Plan = z.infer<typeof plan>;

/** The plan catalogue. */
export type PlanCatalogue = z.infer<typeof planCatalogue>;
