export { features, startBackend } from "./app.ts";
export type { BackendOptions } from "./dependencies.ts";
export { BACKEND_STEPS, type BackendStep } from "./features/steps.ts";
