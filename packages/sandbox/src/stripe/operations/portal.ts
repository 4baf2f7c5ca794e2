import { z } from "zod";
import { findCustomer } from "../billing/customers.ts";
import { defineOperation } from "../core/define-operation.ts";
import type { Operation } from "../core/operation.ts";
import { ignored, text } from "../core/params.ts";
import { newPortalSession } from "../shapes/portal-session.ts";

const create = defineOperation({
  method: "POST",
  path: "/billing_portal/sessions",
  returns: "billing_portal.session",
  params: z.strictObject({
    customer: text,
    locale: text.optional(),
    return_url: text.optional(),
    ...ignored(["after_expiration", "configuration", "flow_data"]),
  }),
  run({ state, input: { customer, locale = null, return_url = null } }) {
    findCustomer(state, customer);
    return newPortalSession({
      id: state.makeId("bps"),
      token: state.randomText(40),
      created: state.clock.now(),
      customer,
      locale,
      returnUrl: return_url,
    });
  },
});

export const portalOperations: readonly Operation[] = [create];
