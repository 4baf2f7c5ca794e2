import fastify, { type FastifyInstance } from "fastify";
import { handleControlErrors } from "./handle-control-errors.ts";

/** A server with `GET /_sandbox/health`, which answers 400 to a control call whose body does not fit. */
export function createServer(rewritePath: (url: string) => string): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    rewriteUrl: ({ url = "/" }) => rewritePath(url),
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
  });
  handleControlErrors(app);
  app.get("/_sandbox/health", () => ({ status: "healthy", service: "sandbox" }));
  return app;
}
