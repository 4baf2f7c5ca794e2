/** Discord's statuses, codes and messages. */
const knownErrors = {
  unauthorized: [401, 0, "401: Unauthorized"],
  notFound: [404, 0, "404: Not Found"],
  methodNotAllowed: [405, 0, "405: Method Not Allowed"],
  unknownApplication: [404, 10002, "Unknown Application"],
  unknownChannel: [404, 10003, "Unknown Channel"],
  unknownGuild: [404, 10004, "Unknown Guild"],
  unknownMember: [404, 10007, "Unknown Member"],
  unknownMessage: [404, 10008, "Unknown Message"],
  unknownRole: [404, 10011, "Unknown Role"],
  unknownUser: [404, 10013, "Unknown User"],
  unknownWebhook: [404, 10015, "Unknown Webhook"],
  unknownInteraction: [404, 10062, "Unknown interaction"],
  unknownCommand: [404, 10063, "Unknown application command"],
  maximumRoles: [400, 30005, "Maximum number of guild roles reached (250)"],
  interactionAcknowledged: [400, 40060, "Interaction has already been acknowledged."],
  missingAccess: [403, 50001, "Missing Access"],
  emptyMessage: [400, 50006, "Cannot send an empty message"],
  cannotMessageUser: [403, 50007, "Cannot send messages to this user"],
  notMessageAuthor: [403, 50005, "Cannot edit a message authored by another user"],
  cannotExecuteOnDm: [403, 50003, "Cannot execute action on a DM channel"],
  missingPermissions: [403, 50013, "Missing Permissions"],
  invalidRole: [400, 50028, "Invalid Role"],
  invalidRecipients: [400, 50033, "Invalid Recipient(s)"],
  invalidJson: [400, 50109, "The request body contains invalid JSON."],
  noMutualGuild: [403, 50278, "Cannot send messages to this user due to having no mutual guilds"],
} as const satisfies Record<string, readonly [status: number, code: number, message: string]>;

export type DiscordErrorName = keyof typeof knownErrors;

/** Errors nested by field, with `_errors` at the leaves. */
export interface FormErrors {
  [field: string]: FormErrors | FormError[];
}
export interface FormError {
  readonly code: string;
  readonly message: string;
}

/** An error reply of Discord. */
export class DiscordError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: FormErrors | undefined;
  constructor(status: number, code: number, message: string, errors?: FormErrors) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
  toJSON() {
    return { message: this.message, code: this.code, ...(this.errors && { errors: this.errors }) };
  }
}

/** Creates the error of this name. */
export function discordError(name: DiscordErrorName): DiscordError {
  const [status, code, message] = knownErrors[name];
  return new DiscordError(status, code, message);
}

/** Creates error 50035 for one invalid field; `path` leads to it. */
export function formError(path: readonly string[], code: string, message: string): DiscordError {
  return invalidForm([{ path, code, message }]);
}

export function invalidForm(
  faults: readonly { path: readonly string[]; code: string; message: string }[],
): DiscordError {
  const errors: FormErrors = {};
  for (const { path, code, message } of faults) {
    let node = errors;
    for (const field of path) node = (node[field] ??= {}) as FormErrors;
    ((node["_errors"] ??= []) as FormError[]).push({ code, message });
  }
  return new DiscordError(400, 50035, "Invalid Form Body", errors);
}
