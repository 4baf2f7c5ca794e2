import { type Change, compareSchemas } from "./compare-schemas.ts";
import type { ContractLock, LockedOperation } from "./lock-contract.ts";

/** Every difference between the locked contract and the one of today. */
export function compareContracts(before: ContractLock, after: ContractLock): Change[] {
  return [
    ...compareEntries(before.operations, after.operations, "operation", compareOperations),
    ...compareEntries(before.errors, after.errors, "error", compareFacts),
    ...compareEntries(before.outcomes, after.outcomes, "outcome", compareFacts),
  ];
}

function compareEntries<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  kind: string,
  compare: (name: string, was: T, is: T) => Change[],
): Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (is === undefined) return [{ breaking: true, what: `${kind} ${name} was removed` }];
    if (was === undefined) return [{ breaking: false, what: `${kind} ${name} was added` }];
    return compare(name, was, is);
  });
}

function compareOperations(name: string, was: LockedOperation, is: LockedOperation): Change[] {
  const called = (["method", "path"] as const)
    .filter((key) => was[key] !== is[key])
    .map((key) => ({ breaking: true, what: `${name} changed its ${key} from ${was[key]} to ${is[key]}` }));
  return [
    ...called,
    ...compareSchemas("request", `${name} request`, was.request ?? {}, is.request ?? {}),
    ...compareSchemas("reply", `${name} reply`, was.reply, is.reply),
    ...compareLists(`${name} error`, was.errors, is.errors),
    ...compareLists(`${name} outcome`, was.outcomes, is.outcomes),
  ];
}

/** The codes that an operation names; the enumerations in its schemas say what a caller has to take. */
function compareLists(path: string, was: readonly string[], is: readonly string[]): Change[] {
  const lost = was.filter((code) => !is.includes(code)).map((code) => `${path} ${code} was removed`);
  const gained = is.filter((code) => !was.includes(code)).map((code) => `${path} ${code} was added`);
  return [...lost, ...gained].map((what) => ({ breaking: false, what }));
}

function compareFacts(name: string, was: object, is: object): Change[] {
  const facts = Object.entries(was).map(
    ([fact, value]) => [fact, value, (is as Record<string, unknown>)[fact]] as const,
  );
  return facts
    .filter(([, before, after]) => before !== after)
    .map(([fact, before, after]) => ({
      breaking: true,
      what: `${name} changed its ${fact} from ${String(before)} to ${String(after)}`,
    }));
}
