export { type Backend, type BackendOptions, startBackend } from "./app.ts";
export { loadPlans, type PlanRules, PlansFileError } from "./entitlement/load-plans.ts";
export { BACKEND_STEPS, type BackendStep, type Step } from "./step.ts";
