import type { DeliveryStep } from "@moddy/delivery";
import type { Shutdown } from "@moddy/runtime";
import type { Logger } from "pino";

/** The options of a service. `Config` is its environment, `Step` the names of its own steps. */
export interface ServiceOptions<Config, Step extends string = never> {
  readonly config: Config;
  readonly logger: Logger;
  /** Closes everything that is opened, in reverse order. */
  readonly shutdown: Shutdown;
  readonly version: string;
  /** Milliseconds since 1970; by default the system's clock. */
  readonly now?: () => number;
  /** From 0 up to but not 1; by default `Math.random`. */
  readonly random?: () => number;
  /** Called at each step of the service and of its deliveries; a fault run ends the process in it. */
  readonly step?: (name: Step | DeliveryStep) => Promise<void> | void;
}
