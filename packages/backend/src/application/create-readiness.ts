import type { Readiness, Shutdown } from "@moddy/runtime";

/** Makes the check whether the backend takes traffic: its database answers, its queue works, and it does not shut down. */
export function createReadiness(deps: {
  outbox: { health(): Promise<{ ready: boolean }> };
  shutdown: Pick<Shutdown, "signal">;
}): () => Promise<Readiness> {
  return async () => {
    const running = !deps.shutdown.signal.aborted;
    const database = await deps.outbox.health().then(
      ({ ready }) => ready,
      () => false,
    );
    return { ready: database && running, checks: { database, running } };
  };
}
