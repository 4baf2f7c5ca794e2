export { type Bot, type BotOptions, startBot } from "./app.ts";
export { type Plans, plansOf, singleRolePlans } from "./plans/plans.ts";
export { readPlans } from "./plans/read-plans.ts";
export { BOT_STEPS, type BotStep, type Step } from "./step.ts";
