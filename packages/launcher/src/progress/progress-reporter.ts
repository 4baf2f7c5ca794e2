import { EventEmitter } from "node:events";
import { backendOperations, botOperations, type Operation } from "@moddy/schemas";
import type { People } from "../purchase/people.ts";
import type { ServiceName } from "../start/service-environment.ts";
import type { Activity } from "./follow-activity.ts";
import type { Report } from "./report.ts";

export interface ProgressReporter {
  /** Shows a line that a service logged, if it is a step of an event's way. */
  showLogLine: (service: ServiceName, line: string) => void;
  /** Shows something that happened in the sandbox. */
  showActivity: (activity: Activity) => void;
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

/** Health checks and other calls that have nothing to do with a subscription. */
const background = { operations: /^(health|echo|roles_list)$/, routes: /^\/(applications|gateway)/ };

/** The Stripe events that can change what a user may have; a purchase causes a dozen others. */
const planEvents = /^(checkout\.session\.|customer\.(subscription\.|deleted)|invoice\.pa|charge\.(refunded|dispute))/;

const repeatAfterMs = 10_000;

/** Shows the way of an event from Stripe to Discord, from what the services log and what happens in the sandbox. */
export function createProgressReporter(report: Report, people: People | undefined): ProgressReporter {
  const events: ProgressReporter["events"] = new EventEmitter();
  const isRepeated = createRepeatFilter();
  const show = (step: Step | undefined) => step && report.step(...step);
  return {
    events,
    showLogLine(service, line) {
      const facts = factsIn(parse(line));
      if (!isRepeated(facts)) show(describeLogEntry(service, facts));
      if (facts("event") === "delivery_finished" && facts("outcome") === "delivered") {
        events.emit("delivered", facts("operation"));
      }
    },
    showActivity({ type, data }) {
      const facts = factsIn(data);
      const userId = facts("user_id") || facts("recipient_id");
      show(describeActivity(type, facts, people?.nameOf(userId) ?? userId));
      if (type === "discord.role_added") events.emit("role", userId, facts("role_id"));
      if (type === "discord.message_created") events.emit("message", userId);
    },
  };
}

function describeActivity(type: string, facts: Facts, who: string): Step | undefined {
  switch (type) {
    case "stripe.event":
      return isPlanEvent(facts("event_type")) ? ["Stripe event", `${facts("event_type")}  ${facts("id")}`] : undefined;
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

/** A log entry as a step; undefined when it is no part of an event's way. */
function describeLogEntry(service: ServiceName, facts: Facts): Step | undefined {
  if (background.operations.test(facts("operation")) || background.routes.test(facts("route"))) return undefined;
  const call = operations.get(facts("operation")) ?? facts("operation");
  switch (facts("event")) {
    case "stripe_event_stored":
      return isPlanEvent(facts("type")) ? ["stored", `${facts("type")}; Stripe got its 200`] : undefined;
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
      return isProblem(facts) ? [`${service} ${facts("level")}`, facts("msg")] : undefined;
  }
}

/** While something is down, the same problem is logged many times a second: it is shown once in ten seconds. */
function createRepeatFilter(): (facts: Facts) => boolean {
  const shownAt = new Map<string, number>();
  return (facts) => {
    if (!isProblem(facts)) return false;
    const now = Date.now();
    const repeated = now - (shownAt.get(facts("msg")) ?? 0) < repeatAfterMs;
    if (!repeated) shownAt.set(facts("msg"), now);
    return repeated;
  };
}

function isProblem(facts: Facts): boolean {
  return /^(warn|error|fatal)$/.test(facts("level"));
}

function isPlanEvent(eventType: string): boolean {
  return planEvents.test(eventType);
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
