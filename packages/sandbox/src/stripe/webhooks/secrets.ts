/** The signing secrets of the endpoints, newest first. */
export interface Secrets {
  of(endpoint: string): readonly string[];
  /** Makes `secret` an endpoint's signing secret; earlier ones go on signing beside it until `dropOld`. */
  keep(endpoint: string, secret: string): void;
  dropOld(endpoint: string): void;
}

export function createSecrets(): Secrets {
  const secrets = new Map<string, readonly string[]>();
  const of = (endpoint: string) => secrets.get(endpoint) ?? [];
  return {
    of,
    keep: (endpoint, secret) => void secrets.set(endpoint, [secret, ...of(endpoint)]),
    dropOld: (endpoint) => void secrets.set(endpoint, of(endpoint).slice(0, 1)),
  };
}
