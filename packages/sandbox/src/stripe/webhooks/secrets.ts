/** The signing secrets of the endpoints, newest first. */
export interface Secrets {
  of(endpoint: string): readonly string[];
  /** Adds a signing secret to an endpoint; the earlier ones also sign until `dropOld`. */
  add(endpoint: string, secret: string): void;
  dropOld(endpoint: string): void;
}

export function createSecrets(): Secrets {
  const secrets = new Map<string, readonly string[]>();
  const of = (endpoint: string) => secrets.get(endpoint) ?? [];
  return {
    of,
    add: (endpoint, secret) => void secrets.set(endpoint, [secret, ...of(endpoint)]),
    dropOld: (endpoint) => void secrets.set(endpoint, of(endpoint).slice(0, 1)),
  };
}
