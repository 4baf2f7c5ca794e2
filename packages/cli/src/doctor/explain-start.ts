import type { CliContext } from "../context.ts";
import type { ServiceFacts } from "../pair/services.ts";

/** What to do about a service that is not running: `npm start` restarts its own services. */
export function explainStart({ running }: Pick<CliContext, "running">, { name, title }: ServiceFacts): string {
  if (running === undefined) return `Start the ${title}.`;
  return `\`npm start\` restarts the ${title} five seconds after it ended; .moddy/logs/${name}.log says why it ended.`;
}
