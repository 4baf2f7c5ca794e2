import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ApiError } from "./api-error.ts";

/** The secrets that a service accepts: the current one and, during a rotation, a second one. */
export interface Secrets {
  readonly current: string;
  readonly previous?: string | undefined;
}

/** Which of the secrets a caller used. */
export type SecretUsed = "current" | "previous";

const BEARER = /^bearer ([\x21-\x7e]+)$/i;

function digest(secret: string): Buffer {
  return createHash("sha256").update(secret, "utf8").digest();
}

/** The secret of the only Authorization header: `Bearer` in any case, one space, the secret, nothing else. */
function secretOf(request: IncomingMessage): string {
  const values = request.headersDistinct.authorization ?? [];
  const secret = values.length === 1 ? BEARER.exec(values[0] ?? "")?.[1] : undefined;
  if (secret === undefined) throw new ApiError("missing_authorization", { headers: { "www-authenticate": "Bearer" } });
  return secret;
}

/**
 * Makes the check of the Authorization header, which needs no body. It throws `missing_authorization` (401) or
 * `wrong_secret` (403). It always compares digests of all secrets, so that the time it takes tells nothing about their
 * length or content.
 */
export function createBearerCheck(secrets: Secrets): (request: IncomingMessage) => SecretUsed {
  const current = digest(secrets.current);
  const previous = digest(secrets.previous ?? secrets.current);
  return (request) => {
    const presented = digest(secretOf(request));
    const isCurrent = timingSafeEqual(presented, current);
    const isPrevious = timingSafeEqual(presented, previous);
    if (isCurrent) return "current";
    if (isPrevious) return "previous";
    throw new ApiError("wrong_secret");
  };
}
