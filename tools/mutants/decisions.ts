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
    mutate: ["packages/backend/src/entitlement/{decide-entitlement,choose-action}.ts"],
    tests: ["packages/backend/test/entitlement/{decide-entitlement,choose-action}.test.ts"],
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
    mutate: ["packages/runtime/src/config/load-config.ts"],
    tests: ["packages/runtime/test/config/*.test.ts"],
  },
};
