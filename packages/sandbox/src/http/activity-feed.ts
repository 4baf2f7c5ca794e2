import { EventEmitter } from "node:events";
import type { FastifyInstance } from "fastify";

/** Something that happened in the sandbox; `type` starts with `discord.` or `stripe.`, for example `discord.message_created`. */
export interface Activity {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ActivityFeed {
  publish(type: string, data: Readonly<Record<string, unknown>>): void;
  /** The stored activities with an id above `after`, oldest first. */
  since(after: number): readonly Activity[];
  /** Calls the listener for each new activity. Returns a function that unsubscribes it. */
  subscribe(listener: (activity: Activity) => void): () => void;
}

const KEPT = 10_000;

export function createActivityFeed(now: () => number): ActivityFeed {
  const emitter = new EventEmitter<{ activity: [Activity] }>();
  emitter.setMaxListeners(0);
  const kept: Activity[] = [];
  let lastId = 0;
  return {
    publish(type, data) {
      const activity = { id: ++lastId, at: now(), type, data };
      kept.push(activity);
      if (kept.length > KEPT * 2) kept.splice(0, kept.length - KEPT);
      emitter.emit("activity", activity);
    },
    since: (after) => kept.filter(({ id }) => id > after),
    subscribe(listener) {
      emitter.on("activity", listener);
      return () => emitter.off("activity", listener);
    },
  };
}

/** `GET /_sandbox/events`: streams activities as server-sent events. `Last-Event-ID` or `?after=` first sends the stored ones after that id. */
export function serveActivity(scope: FastifyInstance, feed: ActivityFeed): void {
  scope.get<{ Querystring: { after?: string } }>("/_sandbox/events", (request, reply) => {
    const from = request.headers["last-event-id"] ?? request.query.after;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    raw.write(": open\n\n");
    const send = (activity: Activity) =>
      raw.write(`id: ${activity.id}\nevent: ${activity.type}\ndata: ${JSON.stringify(activity)}\n\n`);
    if (from !== undefined) for (const activity of feed.since(Number(from) || 0)) send(activity);
    raw.on("close", feed.subscribe(send));
  });
}
