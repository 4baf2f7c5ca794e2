import { readFile } from "node:fs/promises";
import { type Plan, planCatalogue } from "@moddy/schemas";
import { z } from "zod";
import { type EntitlementPolicy, entitlementPolicy } from "./policy.ts";

/** What is sold, which roles come with it, and when a subscription gives it. */
export interface PlanRules {
  readonly plans: readonly Plan[];
  readonly policy: EntitlementPolicy;
}

/** The plans file cannot be used; `message` says what is wrong and where. */
export class PlansFileError extends Error {
  override readonly name = "PlansFileError";
}

const policySection = z.object({ entitlement: entitlementPolicy.prefault({}) });

/**
 * Reads the plan catalogue and the policy from a JSON file.
 * @param graceDays overrides the file's `entitlement.grace_days`.
 * @throws {PlansFileError} if the file is not there, is no JSON or does not fit.
 */
export async function loadPlans(path: string, graceDays?: number): Promise<PlanRules> {
  const parsed = z.intersection(planCatalogue, policySection).safeParse(await readJson(path));
  if (!parsed.success) throw new PlansFileError(`${path} does not fit:\n${z.prettifyError(parsed.error)}`);
  const { plans, entitlement } = parsed.data;
  return { plans, policy: graceDays === undefined ? entitlement : { ...entitlement, grace_days: graceDays } };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const problem = error instanceof SyntaxError ? "is no JSON" : "cannot be read";
    throw new PlansFileError(`${path} ${problem}. Set PLANS_FILE to a plan catalogue, such as plans.json.`);
  }
}
