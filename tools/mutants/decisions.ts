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
      "packages/bot/src/{roles,messages,plans}/*.ts",
      "packages/bot/src/discord/{failure,pacer,permissions}.ts",
      "packages/bot/src/discord/gateway/{needs,preflight,problem,permission-check,dispatcher,identify-throttler,member-event}.ts",
      "packages/bot/src/features/{commands/account-text,commands/read-command,member-events/map-gateway-event}.ts",
      "packages/bot/src/features/notify/{find-sent-message,send-once,send-to-fallback-channel}.ts",
      "packages/bot/src/features/roles-update/{apply-difference,explain-refusal,reconcile-roles}.ts",
    ],
    tests: [
      "packages/bot/test/{roles,messages,plans,discord,discord/gateway}/*.test.ts",
      "packages/bot/test/features/{account-text,explain-refusal,find-sent-message}.test.ts",
      "packages/bot/test/features/{map-gateway-event,reconcile-roles,send-once}.test.ts",
    ],
  },
  runtime: {
    mutate: ["packages/runtime/src/config/load-config.ts"],
    tests: ["packages/runtime/test/config/*.test.ts"],
  },
};
