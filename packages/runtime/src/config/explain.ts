import { z } from "zod";

/** Where a variable stands on the page of variables, in the page's order. */
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
  description: z.string().min(1).describe("What it is, and what it takes."),
  source: z.string().optional().describe("Where its value is to be had; left out where a person makes it up."),
});

/** What a person is told about a variable: `.env.example` and docs/reference/environment.md are made of it. */
export type VariableExplanation = z.infer<typeof variableExplanation>;

/** A variable as a schema has it. */
export interface ExplainedVariable extends VariableExplanation {
  readonly name: string;
  /** Its value where it is not set; undefined where it has no default. */
  readonly defaultValue: string | undefined;
  /** Whether the service does not start without it. */
  readonly isRequired: boolean;
}

/** Puts beside a variable what a person is told about it. */
export function explain<S extends z.ZodType>(schema: S, explanation: VariableExplanation): S {
  return schema.meta({ ...explanation });
}

/**
 * The variables of a service's schema, each with what a person is told about it.
 * @throws when one is not explained.
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
