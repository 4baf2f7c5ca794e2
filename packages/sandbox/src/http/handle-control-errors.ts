import type { FastifyInstance } from "fastify";
import { z } from "zod";

/**
 * Replies to errors of control routes with `{error: "<sentence>"}`: 400 for input that does not fit the schema, and the
 * status of `statusOf` for errors that it knows.
 */
export function handleControlErrors(
  scope: FastifyInstance,
  statusOf: (error: unknown) => number | undefined = () => undefined,
): void {
  scope.setErrorHandler((error, _request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    const status = statusOf(error);
    if (status === undefined || !(error instanceof Error)) return reply.send(error);
    return reply.code(status).send({ error: error.message });
  });
}
