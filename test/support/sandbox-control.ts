/** The sandbox refused: what was asked for does not fit its present state. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** Calls the sandbox's control, past whatever stands between the parts. */
export type Control = <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;

/** Makes the way to the sandbox's control. @throws {RefusedError} for a 4xx. */
export function createControl(sandboxUrl: string): Control {
  return async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandboxUrl}/_sandbox${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (response.status >= 400 && response.status < 500) throw new RefusedError(`${method} ${path}: ${text}`);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  };
}
