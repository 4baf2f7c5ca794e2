import type { FastifyInstance } from "fastify";
import { faultInput } from "./fault.ts";
import type { Faults } from "./faults.ts";

/** `POST`, `GET` and `DELETE /_sandbox/faults`, `DELETE /_sandbox/faults/:id`. */
export function registerFaultControls(scope: FastifyInstance, faults: Faults): void {
  scope.post("/_sandbox/faults", (request, reply) => reply.code(201).send(faults.add(faultInput.parse(request.body))));
  scope.get("/_sandbox/faults", () => ({ faults: faults.list() }));
  scope.delete("/_sandbox/faults", (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  scope.delete<{ Params: { id: string } }>("/_sandbox/faults/:id", (request, reply) =>
    faults.remove(request.params.id) ? reply.code(204).send() : reply.code(404).send({ error: "no such fault" }),
  );
}
