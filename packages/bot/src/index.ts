export { features, startBot } from "./app.ts";
export type { BotOptions } from "./dependencies.ts";
export { type DescribedNeeds, describeNeeds } from "./discord/describe-needs.ts";
export { BOT_STEPS, type BotStep } from "./features/steps.ts";
export { textFor } from "./messages/texts.ts";
