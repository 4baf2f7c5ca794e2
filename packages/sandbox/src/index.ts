export type { Activity } from "./activity.ts";
export { createSandbox, type Sandbox, type SandboxOptions, type StripeOptions, sandboxStripeKey } from "./app.ts";
export { type DiscordOptions, type DiscordSandbox, sandboxToken } from "./discord/index.ts";
export { seedIds } from "./discord/seed.ts";
export type { Fault, FaultInput, Faults } from "./faults.ts";
