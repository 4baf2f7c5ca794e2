import { FREE_PLAN, isMessageChange, type MessageChange, planId } from "@moddy/schemas";

/** What a message may say beyond its action. Times in ms since 1970. */
export interface MessageDetails {
  readonly change: MessageChange | undefined;
  readonly endsAt: number | undefined;
  readonly graceUntil: number | undefined;
  readonly trialEndsAt: number | undefined;
  /** The plan that the user had before. */
  readonly previousPlan: string | undefined;
  /** The plan of which a free trial was refused. */
  readonly trialPlan: string | undefined;
}

/** Metadata of any kind: other backends send their own. */
export type Metadata = Readonly<Record<string, unknown>> | null | undefined;

/** Later than any date that Discord shows. Source: ECMAScript, "Time Values". */
const MAX_TIME = 8.64e15;

function readTime(value: unknown): number | undefined {
  // Nothing but ISO 8601: `Date.parse` takes "1" for a year.
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT/.test(value)) return undefined;
  const time = Date.parse(value);
  return time > 0 && time < MAX_TIME ? time : undefined;
}

function readPlan(value: unknown): string | undefined {
  const plan = planId.safeParse(value);
  return plan.success && plan.data !== FREE_PLAN ? plan.data : undefined;
}

/** Reads what it can; what does not fit is left out. */
export function readDetails(metadata: Metadata): MessageDetails {
  const { change, ends_at, grace_until, trial_ends_at, previous_plan, trial_plan } = metadata ?? {};
  return {
    change: isMessageChange(change) ? change : undefined,
    endsAt: readTime(ends_at),
    graceUntil: readTime(grace_until),
    trialEndsAt: readTime(trial_ends_at),
    previousPlan: readPlan(previous_plan),
    trialPlan: readPlan(trial_plan),
  };
}
