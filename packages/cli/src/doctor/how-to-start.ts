import type { CliContext } from "../context.ts";
import type { ServiceFacts } from "../pair/services.ts";

/** What a person does about a service that does not run: `npm start` looks after its own. */
export function howToStart({ running }: Pick<CliContext, "running">, { name, title }: ServiceFacts): string {
  if (running === undefined) return `Start the ${title}.`;
  return `\`npm start\` starts the ${title} again five seconds after it ended; .moddy/logs/${name}.log says why it did.`;
}
