import { defineRailway, github, postgres, preserve, project, service } from "railway/iac";

/** The repository that Railway builds from: put your fork here. */
const REPOSITORY = "your-account/moddy";

/** One Dockerfile for both services: it builds the one that the variable MODDY_SERVICE names. */
const BUILD = { builder: "DOCKERFILE", dockerfilePath: "Dockerfile" } as const;

/** Each service owns a database on the one server; it makes the database itself when it is missing. */
function databaseUrl(name: string): string {
  return `postgresql://\${{Postgres.PGUSER}}:\${{Postgres.PGPASSWORD}}@\${{Postgres.PGHOST}}:\${{Postgres.PGPORT}}/${name}`;
}

/** What a person may set with `railway variable set`: an apply removes each variable that no line names. */
const SHARED = {
  INTERNAL_API_SECRET_PREVIOUS: preserve(),
  INTERNAL_API_SIGNATURES: preserve(),
  ALERT_WEBHOOK_URL: preserve(),
  ALERT_WEBHOOK_SECRET: preserve(),
  LOG_LEVEL: preserve(),
};

export default defineRailway((context) => {
  const database = postgres("Postgres");

  const backend = service("website-backend", {
    source: github(REPOSITORY),
    build: BUILD,
    deploy: {
      preDeployCommand: ["node dist/migrate.js"],
      healthcheckPath: "/readyz",
      healthcheckTimeout: 120,
      restartPolicyType: "ALWAYS",
      // The old one goes on answering until the new one is in the network's names.
      overlapSeconds: 20,
      drainingSeconds: 25,
    },
    env: {
      MODDY_SERVICE: "backend",
      DATABASE_URL: databaseUrl("moddy_backend"),
      // Made by Railway at the first apply and kept from then on; a service refuses to start if this is not a real secret.
      INTERNAL_API_SECRET: { generator: "secret(44)", preserveExisting: true },
      INTERNAL_HOST: "::",
      INTERNAL_PORT: "8080",
      PORT: "8000",
      BOT_INTERNAL_URL: "http://${{moddy.RAILWAY_PRIVATE_DOMAIN}}:3000",
      STRIPE_API_KEY: preserve(),
      STRIPE_WEBHOOK_SECRET: preserve(),
      CHECKOUT_CLAIMS: preserve(),
      GRACE_DAYS: preserve(),
      MESSAGE_PAUSES_SECONDS: preserve(),
      RECONCILE_MAX_REMOVAL_SHARE: preserve(),
      ...SHARED,
      PLANS_FILE: "./plans.json",
    },
  });

  const bot = service("moddy", {
    source: github(REPOSITORY),
    build: BUILD,
    deploy: {
      preDeployCommand: ["node dist/migrate.js"],
      healthcheckPath: "/readyz",
      healthcheckTimeout: 120,
      restartPolicyType: "ALWAYS",
      // No overlap: Discord gives a token one gateway session.
      overlapSeconds: 0,
      drainingSeconds: 25,
    },
    env: {
      MODDY_SERVICE: "bot",
      DATABASE_URL: databaseUrl("moddy_bot"),
      INTERNAL_API_SECRET: backend.env.INTERNAL_API_SECRET,
      INTERNAL_HOST: "::",
      INTERNAL_PORT: "3000",
      PORT: "8080",
      BACKEND_INTERNAL_URL: "http://${{website-backend.RAILWAY_PRIVATE_DOMAIN}}:8080",
      DISCORD_TOKEN: preserve(),
      MODDY_GUILD_ID: preserve(),
      MODDY_PREMIUM_ROLE_ID: preserve(),
      MODDY_FALLBACK_CHANNEL_ID: preserve(),
      ...SHARED,
      PLANS_FILE: "./plans.json",
    },
  });

  return project(context.projectName ?? "moddy", { resources: [database, backend, bot] });
});
