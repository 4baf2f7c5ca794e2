import type { DeliveryStep } from "@moddy/delivery";
import type { Shutdown } from "@moddy/runtime";
import type { Logger } from "pino";

/** What a service is started with. `Config` is what its environment says, `Step` names its own steps. */
export interface ServiceOptions<Config, Step extends string = never> {
  readonly config: Config;
  readonly logger: Logger;
  /** Closes, in the reverse order, everything that is opened. */
  readonly shutdown: Shutdown;
  readonly version: string;
  /** Milliseconds since 1970; the system's clock unless it is given. */
  readonly now?: () => number;
  /** From 0 up to but not 1; `Math.random` unless it is given. */
  readonly random?: () => number;
  /** Called at each step of the service and of its deliveries; a fault run ends the process in it. */
  readonly step?: (name: Step | DeliveryStep) => Promise<void> | void;
}
