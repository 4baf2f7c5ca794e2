import { planCatalogue } from "@moddy/schemas";
import { z } from "zod";
import { entitlementPolicy } from "./policy.ts";

/** What the plans file holds: the plan catalogue, and the entitlement policy where it differs from the standard one. */
export const plansFile = z.intersection(planCatalogue, z.object({ entitlement: entitlementPolicy.prefault({}) }));
