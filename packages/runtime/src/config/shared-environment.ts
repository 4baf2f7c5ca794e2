import { z } from "zod";
import { databaseUrlVariable, hostVariable, logLevelVariable, secretVariable } from "./variables.ts";

/** How a service treats the signatures of internal calls. */
export const signaturesVariable = z.enum(["off", "accept", "required"]);

/** The variables that both services read alike; each adds its ports and its own. */
export const sharedEnvironment = {
  INTERNAL_API_SECRET: secretVariable,
  INTERNAL_API_SECRET_PREVIOUS: secretVariable.optional(),
  INTERNAL_API_SIGNATURES: signaturesVariable.default("accept"),
  INTERNAL_HOST: hostVariable.default("::"),
  DATABASE_URL: databaseUrlVariable,
  LOG_LEVEL: logLevelVariable.default("info"),
};

interface Ports {
  readonly PORT: number;
  readonly INTERNAL_PORT: number;
}

/** Refuses one number for both ports: internal operations never answer on a public port. */
export function refuseOnePort({ PORT, INTERNAL_PORT }: Ports, context: z.RefinementCtx): void {
  if (PORT !== INTERNAL_PORT || PORT === 0) return;
  context.addIssue({
    code: "custom",
    path: ["PORT"],
    message: "is the same as INTERNAL_PORT",
    params: { fix: "give the public and the internal port two numbers" },
  });
}
