export { createSandbox, type Sandbox, type SandboxOptions } from "./app.ts";
export { type DiscordOptions, type DiscordSandbox, sandboxToken } from "./discord/index.ts";
export { seedIds } from "./discord/seed.ts";
export type { Fault, FaultInput } from "./faults/fault.ts";
export type { Faults } from "./faults/faults.ts";
export type { Activity } from "./http/activity-feed.ts";
export { type StripeOptions, sandboxStripeKey } from "./stripe/index.ts";
