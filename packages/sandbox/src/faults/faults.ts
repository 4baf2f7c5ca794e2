import { type Fault, type FaultInput, type FaultTarget, faultInput } from "./fault.ts";

export interface Faults {
  add(input: FaultInput): Fault;
  list(): Fault[];
  remove(id: string): boolean;
  clear(): void;
  /** The fault to apply to this call, if any; counts as one hit. `route` is without the API's prefix. */
  take(target: FaultTarget, method: string, route: string): Fault | undefined;
}

/** Stores the active faults; `random` decides about those with a probability below one. */
export function createFaults(random: () => number): Faults {
  const faults = new Map<string, Fault>();
  let lastId = 0;
  const matches = (fault: Fault, target: FaultTarget, method: string, route: string) =>
    fault.target === target &&
    (fault.times === null || fault.hits < fault.times) &&
    (fault.method === undefined || fault.method === method) &&
    (fault.route === undefined || route === fault.route || route.startsWith(`${fault.route.replace(/\/$/, "")}/`));
  return {
    add(input) {
      const fault = { ...faultInput.parse(input), id: `fault_${++lastId}`, hits: 0 };
      faults.set(fault.id, fault);
      return fault;
    },
    list: () => [...faults.values()],
    remove: (id) => faults.delete(id),
    clear: () => faults.clear(),
    take(target, method, route) {
      for (const fault of faults.values()) {
        if (!matches(fault, target, method, route)) continue;
        if (fault.probability < 1 && random() >= fault.probability) continue;
        fault.hits += 1;
        return fault;
      }
      return undefined;
    },
  };
}
