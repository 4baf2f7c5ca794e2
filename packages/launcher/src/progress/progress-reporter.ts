import { EventEmitter } from "node:events";
import { backendOperations, botOperations, type Operation } from "@moddy/schemas";
import type { People } from "../purchase/people.ts";
import type { ServiceName } from "../start/service-environment.ts";
import type { Activity } from "./follow-activity.ts";
import type { Report } from "./report.ts";

export interface Story {
  /** A line that a service wrote. */
  hear: (service: ServiceName, line: string) => void;
  /** Something that happened in the sandbox. */
  see: (activity: Activity) => void;
  /** What reached whom in Discord, and which delivery the sender has recorded as delivered. */
  events: EventEmitter<{
    role: [userId: string, roleId: string];
    message: [userId: string];
    delivered: [operation: string];
  }>;
}

/** A field of a log entry or an activity as text; empty where it is not there. */
type Facts = (name: string) => string;
type Step = [what: string, particulars: string];

const operations = new Map(
  Object.values<Operation>({ ...botOperations, ...backendOperations }).map(({ id, method, path }) => {
    return [id, `${method} ${path}`];
  }),
);

/** Health checks and the like, which are no part of what happens to a subscription. */
const background = { operations: /^(health|echo|roles_list)$/, routes: /^\/(applications|gateway)/ };

/** The Stripe events that can change what a user may have; a purchase brings a dozen others along. */
const tellingEvents =
  /^(checkout\.session\.|customer\.(subscription\.|deleted)|invoice\.pa|charge\.(refunded|dispute))/;

const repeatAfterMs = 10_000;

/** Retells what the services log and what happens in the sandbox, as the way of an event from Stripe to Discord. */
export function createStory(report: Report, people: People | undefined): Story {
  const events: Story["events"] = new EventEmitter();
  const isRepeated = createRepeatFilter();
  const tell = (step: Step | undefined) => step && report.step(...step);
  return {
    events,
    hear(service, line) {
      const facts = factsIn(parse(line));
      if (!isRepeated(facts)) tell(retellEntry(service, facts));
      if (facts("event") === "delivery_finished" && facts("outcome") === "delivered") {
        events.emit("delivered", facts("operation"));
      }
    },
    see({ type, data }) {
      const facts = factsIn(data);
      const userId = facts("user_id") || facts("recipient_id");
      tell(retellActivity(type, facts, people?.nameOf(userId) ?? userId));
      if (type === "discord.role_added") events.emit("role", userId, facts("role_id"));
      if (type === "discord.message_created") events.emit("message", userId);
    },
  };
}

function retellActivity(type: string, facts: Facts, who: string): Step | undefined {
  switch (type) {
    case "stripe.event":
      return tells(facts("event_type")) ? ["Stripe event", `${facts("event_type")}  ${facts("id")}`] : undefined;
    case "discord.role_added":
      return ["role", `${who} now has the role ${facts("name")}`];
    case "discord.role_removed":
      return ["role", `${who} no longer has the role ${facts("name")}`];
    case "discord.message_created":
      return ["message", `to ${who || facts("channel")}: “${facts("content")}${facts("embeds")}”`];
    default:
      return undefined;
  }
}

/** What a service's log entry means, or undefined where it is no step of an event's way. */
function retellEntry(service: ServiceName, facts: Facts): Step | undefined {
  if (background.operations.test(facts("operation")) || background.routes.test(facts("route"))) return undefined;
  const call = operations.get(facts("operation")) ?? facts("operation");
  switch (facts("event")) {
    case "stripe_event_stored":
      return tells(facts("type")) ? ["stored", `${facts("type")}; Stripe got its 200`] : undefined;
    case "entitlement_changed":
      return ["entitlement", `plan ${facts("plan")}`];
    case "delivery_enqueued":
      return ["delivery", `${call}  ${facts("delivery_id")}`];
    case "internal_call":
      return ["internal call", `${call} → ${facts("status")} ${facts("outcome")} (${facts("duration_ms")} ms)`];
    case "discord_call":
      return ["Discord call", `${facts("method")} ${facts("route")} → ${facts("status")}`];
    case "delivery_attempt":
      return ["outcome", `${call}: ${facts("outcome")}`];
    default:
      return isComplaint(facts) ? [`${service} ${facts("level")}`, facts("msg")] : undefined;
  }
}

/** While something is down, the same complaint comes many times a second: it is told once in a while. */
function createRepeatFilter(): (facts: Facts) => boolean {
  const toldAt = new Map<string, number>();
  return (facts) => {
    if (!isComplaint(facts)) return false;
    const now = Date.now();
    const repeated = now - (toldAt.get(facts("msg")) ?? 0) < repeatAfterMs;
    if (!repeated) toldAt.set(facts("msg"), now);
    return repeated;
  };
}

function isComplaint(facts: Facts): boolean {
  return /^(warn|error|fatal)$/.test(facts("level"));
}

function tells(eventType: string): boolean {
  return tellingEvents.test(eventType);
}

function factsIn(fields: Record<string, unknown>): Facts {
  return (name) => {
    const value = fields[name];
    if (name === "embeds" && Array.isArray(value))
      return value.map((embed: Record<string, unknown>) => factsIn(embed)("description")).join(" ");
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
}

/** A line that is no JSON (a warning of Node.js, say) has no fields. */
function parse(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {};
  }
}
