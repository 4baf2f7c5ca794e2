import { connect, type Socket } from "node:net";

/** What a server answered on a bare connection, until it closed it. */
export interface RawAnswer {
  /** The status of the last reply; undefined where the connection was closed without one. */
  readonly status: number | undefined;
  readonly head: string;
  readonly body: string;
  readonly durationMs: number;
}

function read(text: string, durationMs: number): RawAnswer {
  const start = text.lastIndexOf("HTTP/1.1 ");
  const [head = "", body = ""] = (start === -1 ? "" : text.slice(start)).split("\r\n\r\n");
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
  return { status: status === undefined ? undefined : Number(status), head, body, durationMs };
}

/** Opens a connection to `::1`, hands it to `use`, and collects what comes until the server closes it. */
export async function exchangeWith(port: number, use: (socket: Socket) => void): Promise<RawAnswer> {
  const { promise, resolve } = Promise.withResolvers<RawAnswer>();
  const started = performance.now();
  const socket = connect({ host: "::1", port });
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => {
    text += chunk;
  });
  socket.on("error", () => {});
  socket.on("connect", () => use(socket));
  socket.on("close", () => resolve(read(text, performance.now() - started)));
  return await promise;
}

/** Sends bytes as they are and collects what comes until the server closes the connection. */
export async function exchange(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  return await exchangeWith(port, (socket) => socket.write(bytes));
}
