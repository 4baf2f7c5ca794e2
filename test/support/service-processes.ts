import type { ServiceName } from "@moddy/schemas";
import type { Variables } from "./spawn-node.ts";

/** A service of the pair, whatever starts its process. */
export interface Stoppable {
  stop(): Promise<unknown>;
}

/** Starts a process of a service and resolves when it is ready. */
export type StartProcess<P extends Stoppable> = (service: ServiceName, env: Variables) => Promise<P>;

/** The processes of both services. */
export interface ServiceProcesses<P extends Stoppable> {
  /** The process of a service that runs, or ran last. */
  running(service: ServiceName): P;
  stop(service: ServiceName): Promise<void>;
  /** Starts a service that was stopped or killed, with its variables `changed`. */
  start(service: ServiceName, changed?: Variables): Promise<void>;
  /** Stops a service and starts it again, with its variables `changed`. */
  restart(service: ServiceName, changed?: Variables): Promise<void>;
  readonly stopAll: () => Promise<void>;
}

/** Holds the processes of both services; none is started yet. */
export function createServiceProcesses<P extends Stoppable>(
  environments: Readonly<Record<ServiceName, Variables>>,
  startProcess: StartProcess<P>,
): ServiceProcesses<P> {
  const processes = new Map<ServiceName, P>();
  const starting = new Set<Promise<unknown>>();

  function running(service: ServiceName): P {
    const one = processes.get(service);
    if (!one) throw new Error(`The ${service} was never started.`);
    return one;
  }

  async function start(service: ServiceName, changed: Variables = {}): Promise<void> {
    const started = startProcess(service, { ...environments[service], ...changed });
    starting.add(started);
    processes.set(service, await started.finally(() => starting.delete(started)));
  }

  const stop = async (service: ServiceName): Promise<void> => void (await running(service).stop());
  return {
    running,
    stop,
    start,
    async restart(service, changed) {
      await stop(service);
      await start(service, changed);
    },
    async stopAll() {
      await Promise.allSettled(starting);
      await Promise.all([...processes.values()].map((one) => one.stop()));
    },
  };
}
