import type { FetchResult } from "../network/fetch-json.ts";

/** Makes each path's request once and shares its result between the checks. */
export function oncePerPath<Path extends string>(
  get: (path: Path) => Promise<FetchResult>,
): (path: Path) => Promise<FetchResult> {
  const results = new Map<Path, Promise<FetchResult>>();
  return (path) => {
    const result = results.get(path) ?? get(path);
    results.set(path, result);
    return result;
  };
}
