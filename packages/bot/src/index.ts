export { type Bot, type BotOptions, startBot } from "./app.ts";
export { type Config, configSchema } from "./config.ts";
export { type Plans, plansOf, singleRolePlans } from "./plans/plans.ts";
export { readPlans } from "./plans/read-plans.ts";
