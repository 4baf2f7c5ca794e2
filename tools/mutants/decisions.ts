/** Code that decides, and the tests that have to notice when it decides otherwise. */
export interface Decisions {
  /** Globs of the files to change. */
  readonly mutate: readonly string[];
  /** Globs of the test files to run on each change: the fewer and faster, the better. */
  readonly tests: readonly string[];
  /** The tests need a PostgreSQL. */
  readonly database?: boolean;
}

/** The least share of changes, in per cent, that the tests of each package must notice. */
export const LEAST_SCORE = 85;

/** By package. A new decision belongs here, together with its test. */
export const DECISIONS: Readonly<Record<string, Decisions>> = {
  backend: {
    mutate: [
      "packages/backend/src/entitlement/{decide-entitlement,claim-plans,decide-coverage,choose-action,order-subscriptions,next-version}.ts",
      "packages/backend/src/account/choose-link.ts",
      "packages/backend/src/roles/*.ts",
      "packages/backend/src/{events,money}/*.ts",
      "packages/backend/src/stripe/{read-bill,find-unpaid-since,read-envelope,read-event,read-invoice,read-subscription,classify-failure}.ts",
      "packages/backend/src/features/subscription/refusal-text.ts",
    ],
    tests: [
      "packages/backend/test/{entitlement,account,events,money,roles,stripe}/*.test.ts",
      "packages/backend/test/features/subscription/*.test.ts",
    ],
  },
  delivery: {
    mutate: ["packages/delivery/src/outbox/{classify-failure,classify-reply,schedule}.ts"],
    tests: ["packages/delivery/test/outbox/*.test.ts"],
  },
  "internal-api": {
    mutate: [
      "packages/internal-api/src/client/{choose-secret,classify-failure,retries}.ts",
      "packages/internal-api/src/server/{check-bearer,check-signature,idempotency,replay-guard}.ts",
      "packages/internal-api/src/shared/call-ids.ts",
    ],
    tests: [
      "packages/internal-api/test/client/{choose-secret,classify-failure,retry-decisions}.test.ts",
      "packages/internal-api/test/server/{bearer-decisions,idempotency-decisions,replay-guard,signature-decisions}.test.ts",
      "packages/internal-api/test/shared/call-ids.test.ts",
    ],
  },
  bot: {
    mutate: [
      "packages/bot/src/roles/*.ts",
      "packages/bot/src/messages/*.ts",
      "packages/bot/src/plans/plans.ts",
      "packages/bot/src/discord/{failure,pacer}.ts",
      "packages/bot/src/discord/gateway/{dispatcher,needs,preflight,problem}.ts",
      "packages/bot/src/features/member-events/map-gateway-event.ts",
      "packages/bot/src/features/notify/find-sent-message.ts",
      "packages/bot/src/features/roles-update/{apply-difference,explain-refusal,reconcile-roles}.ts",
    ],
    tests: [
      "packages/bot/test/{roles,messages,plans}/*.test.ts",
      "packages/bot/test/discord/{failure,pacer}.test.ts",
      "packages/bot/test/discord/gateway/{dispatcher,problem}.test.ts",
      "packages/bot/test/features/{map-gateway-event,find-sent-message,explain-refusal,reconcile-roles}.test.ts",
    ],
  },
  runtime: {
    mutate: ["packages/runtime/src/config/{check-secret,load-config,variables}.ts"],
    tests: ["packages/runtime/test/config/*.test.ts"],
  },
  service: {
    mutate: ["packages/service/src/{combine-handlers,load-json-file}.ts"],
    tests: ["packages/service/test/{combine-handlers,load-json-file}.test.ts"],
  },
};
