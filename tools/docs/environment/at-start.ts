/** What `npm start` does with a service's variable, if it does more than pass it on. */
export const AT_START: Readonly<Record<string, string | undefined>> = {
  DISCORD_TOKEN: "without it, runs the sandbox's Discord instead of the real one",
  MODDY_GUILD_ID: "with the sandbox's Discord and without this variable, uses the sandbox's server",
  DISCORD_API_BASE: "with the sandbox's Discord, sets this itself",
  STRIPE_API_KEY: "without it, runs the sandbox's Stripe instead of the real one",
  STRIPE_WEBHOOK_SECRET: "with the sandbox's Stripe and without this variable, makes one",
  STRIPE_API_BASE: "with the sandbox's Stripe, sets this itself",
  PLANS_FILE: "without it, both services use the plans.json of this folder",
  INTERNAL_API_SECRET: "without it, makes a new one for each run",
  BOT_INTERNAL_URL: "without it, uses the bot that it starts",
  BACKEND_INTERNAL_URL: "without it, uses the backend that it starts",
  INTERNAL_PORT: "ignores it; set BOT_INTERNAL_PORT and BACKEND_INTERNAL_PORT",
  PORT: "ignores it; set BOT_PUBLIC_PORT and BACKEND_PUBLIC_PORT",
  DATABASE_URL: "without it, runs its own PostgreSQL; with it, each service gets its own database on that server",
};
