/** The named steps of what the bot does in Discord; between any two the process may die. */
export const BOT_STEPS = [
  "notify.opened",
  "notify.intended",
  "notify.sent",
  "notify.recorded",
  "roles.begun",
  "roles.announced",
  "roles.written",
  "roles.recorded",
  "gateway.received",
  "gateway.stored",
] as const;

/** The name of a step. */
export type BotStep = (typeof BOT_STEPS)[number];

/** Called at each step: a fault run ends the process in it, elsewhere it does nothing. */
export type Step = (name: BotStep) => Promise<void> | void;
