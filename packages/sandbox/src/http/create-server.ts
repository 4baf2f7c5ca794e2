import fastify, { type FastifyInstance } from "fastify";
import { z } from "zod";

/** A server with `GET /_sandbox/health`, which answers 400 to a control call whose body does not fit. */
export function createServer(rewritePath: (url: string) => string): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    rewriteUrl: ({ url = "/" }) => rewritePath(url),
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
  });
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    return reply.send(error);
  });
  app.get("/_sandbox/health", () => ({ status: "healthy", service: "sandbox" }));
  return app;
}
