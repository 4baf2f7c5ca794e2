import { createServer, type Server } from "node:net";

function field(kind: string, value: string): Buffer {
  return Buffer.from(`${kind}${value}\0`);
}

/** A PostgreSQL server that refuses every login with an error code. Source: PostgreSQL, "Message Formats", ErrorResponse. */
export function refusingPostgres(code: string): Server {
  const fields = Buffer.concat([field("S", "FATAL"), field("C", code), field("M", "no"), Buffer.from([0])]);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(fields.length + 4, 1);
  return createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(Buffer.concat([head, fields])));
  });
}
