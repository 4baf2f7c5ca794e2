/** What `npm start` does with a service's variable, where it does more than hand it on. */
export const AT_START: Readonly<Record<string, string | undefined>> = {
  DISCORD_TOKEN: "left out, it runs the sandbox's Discord in place of the real one",
  MODDY_GUILD_ID: "left out beside the sandbox's Discord, it is the sandbox's server",
  DISCORD_API_BASE: "it sets this itself beside the sandbox's Discord",
  STRIPE_API_KEY: "left out, it runs the sandbox's Stripe in place of the real one",
  STRIPE_WEBHOOK_SECRET: "left out beside the sandbox's Stripe, it makes one",
  STRIPE_API_BASE: "it sets this itself beside the sandbox's Stripe",
  PLANS_FILE: "left out, both services get the plans.json of this folder",
  INTERNAL_API_SECRET: "left out, it makes one for each run",
  BOT_INTERNAL_URL: "left out, the bot that it starts",
  BACKEND_INTERNAL_URL: "left out, the backend that it starts",
  INTERNAL_PORT: "not looked at: BOT_INTERNAL_PORT and BACKEND_INTERNAL_PORT stand for it",
  PORT: "not looked at: BOT_PUBLIC_PORT and BACKEND_PUBLIC_PORT stand for it",
  DATABASE_URL:
    "left out, it runs a PostgreSQL of its own; given, both services get databases of their own on that server",
};
