import { z } from "zod";

/** The sections of the page of variables, in their order. */
export const VARIABLE_SECTIONS = [
  "Discord",
  "Stripe",
  "Plans",
  "Between the two services",
  "Where a service listens",
  "Database",
  "Logs and alerts",
] as const;

const variableExplanation = z.object({
  section: z.enum(VARIABLE_SECTIONS),
  description: z.string().min(1).describe("What the variable is and which values it takes."),
  source: z.string().optional().describe("Where to get the value; absent if the operator chooses it."),
});

/** The explanation of a variable, for `.env.example` and docs/reference/environment.md. */
export type VariableExplanation = z.infer<typeof variableExplanation>;

/** A variable of a schema. */
export interface ExplainedVariable extends VariableExplanation {
  readonly name: string;
  /** Its value where it is not set; undefined where it has no default. */
  readonly defaultValue: string | undefined;
  /** Whether the service needs it to start. */
  readonly isRequired: boolean;
}

/** Adds an explanation to a variable. */
export function explain<S extends z.ZodType>(schema: S, explanation: VariableExplanation): S {
  return schema.meta({ ...explanation });
}

/**
 * The variables of a service's schema with their explanations.
 * @throws when a variable has none.
 */
export function explainVariables(schema: z.ZodObject): ExplainedVariable[] {
  return Object.entries(schema.shape).map(([name, variable]) => {
    const explanation = variableExplanation.safeParse((variable as z.ZodType).meta());
    if (!explanation.success) throw new Error(`${name} is not explained.`);
    return {
      ...explanation.data,
      name,
      defaultValue: variable instanceof z.ZodDefault ? String(variable.def.defaultValue) : undefined,
      isRequired: !(variable as z.ZodType).safeParse(undefined).success,
    };
  });
}
