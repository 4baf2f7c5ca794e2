import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Where connections are passed on to: a port on loopback, or a unix socket. */
export type Target = { readonly port: number } | { readonly path: string };

/**
 * How a link fares: `pass`; `refuse` (cut, and nobody gets through); `swallow` (half-open: connections stand and nothing
 * arrives, either way); `lose-requests` and `lose-answers` (the same, one way only); `truncate` (the answer ends halfway).
 */
export type LinkMode = "pass" | "refuse" | "swallow" | "lose-requests" | "lose-answers" | "truncate";

/** Something that was sent and is still on its way. */
export interface Caught {
  /** Resolves when there is something. */
  readonly caught: Promise<void>;
  /** The caller's side of the connection breaks. */
  breakOff(): void;
  /** It arrives after all. */
  release(): void;
}

/** A connection between two processes that can be broken. */
export interface BreakableLink {
  readonly port: number;
  readonly mode: LinkMode;
  /** From `pass` on new connections are whole again; those that a fault met stay as broken as it left them. */
  set(mode: LinkMode): void;
  /** Ends all connections without a goodbye. */
  cut(): void;
  /** Catches what a caller sends next that begins so, on one connection, as a network may that loses its way. */
  catchNext(beginning: string): Caught;
  close(): Promise<void>;
}

interface Pair {
  readonly caller: Socket;
  readonly callee: Socket;
  broken: boolean;
  /** What was caught. */
  held: Buffer[] | undefined;
}

/** Ends a connection without a goodbye; one that has begun to say it cannot be reset, and would stay open for good. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}

/**
 * Opens a link on a free port of loopback.
 * @param options.keepaliveMs after how many milliseconds the callee's keepalives would find a half-open connection dead:
 *   its side of the connection is ended then.
 */
export async function openBreakableLink(
  target: Target,
  options: { keepaliveMs?: number } = {},
): Promise<BreakableLink> {
  const pairs = new Set<Pair>();
  let mode: LinkMode = "pass";
  let trap: ((pair: Pair, bytes: Buffer) => void) | undefined;

  const server = createServer({ noDelay: true }, (caller) => {
    if (mode === "refuse") return reset(caller);
    const callee = "path" in target ? connect(target.path) : connect({ port: target.port, noDelay: true });
    const pair: Pair = { caller, callee, broken: false, held: undefined };
    pairs.add(pair);
    caller.on("data", (bytes) => forward(pair, bytes));
    callee.on("data", (bytes) => answer(pair, bytes));
    caller.on("error", () => undefined);
    callee.on("error", () => undefined);
    caller.once("close", () => leave(pair));
    callee.once("close", () => leave(pair));
    caller.once("end", () => !silent(pair) && !pair.held && callee.end());
    callee.once("end", () => !silent(pair) && caller.end());
  });

  const silent = (pair: Pair): boolean => pair.broken && mode !== "truncate";

  function leave(pair: Pair): void {
    // While the link is broken the other side hears nothing of the end; what is held back is still to arrive.
    if ((silent(pair) && mode !== "pass") || pair.held) return;
    pairs.delete(pair);
    end(pair);
  }

  function breakPair(pair: Pair): void {
    if (pair.broken) return;
    pair.broken = true;
    const { keepaliveMs } = options;
    if (keepaliveMs !== undefined) setTimeout(() => pair.callee.destroy(), keepaliveMs).unref();
  }

  function forward(pair: Pair, bytes: Buffer): void {
    trap?.(pair, bytes);
    if (pair.held) return void pair.held.push(bytes);
    if (mode === "swallow" || mode === "lose-requests") breakPair(pair);
    if (pair.broken && mode !== "lose-answers") return;
    pair.callee.write(bytes);
  }

  function answer(pair: Pair, bytes: Buffer): void {
    if (mode === "truncate") {
      pair.caller.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => reset(pair.caller));
      return;
    }
    if (mode === "swallow" || mode === "lose-answers") breakPair(pair);
    if (pair.broken && mode !== "lose-requests") return;
    pair.caller.write(bytes);
  }

  function end({ caller, callee }: Pair): void {
    reset(caller);
    // A unix socket knows no reset.
    if ("path" in target) callee.destroy();
    else reset(callee);
  }

  function cut(): void {
    for (const pair of pairs) {
      if (pair.held) {
        reset(pair.caller);
        continue;
      }
      pairs.delete(pair);
      end(pair);
    }
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    get mode() {
      return mode;
    },
    set(next) {
      mode = next;
      if (next === "refuse") cut();
      if (next !== "pass") return;
      for (const pair of pairs) if (pair.caller.destroyed || pair.callee.destroyed) leave(pair);
    },
    cut,
    catchNext(beginning) {
      const caught = Promise.withResolvers<void>();
      let mine: Pair | undefined;
      trap = (pair, bytes) => {
        if (!bytes.toString("latin1", 0, beginning.length).startsWith(beginning)) return;
        trap = undefined;
        mine = pair;
        pair.held = [];
        caught.resolve();
      };
      return {
        caught: caught.promise,
        breakOff: () => mine && reset(mine.caller),
        release() {
          for (const bytes of mine?.held ?? []) mine?.callee.write(bytes);
          if (mine) mine.held = undefined;
          trap = undefined;
        },
      };
    },
    async close() {
      for (const pair of pairs) end(pair);
      server.close();
      await once(server, "close").catch(() => undefined);
    },
  };
}
