import type { Operation } from "@moddy/schemas";

/** The content without the fields that are null: of an object, and of the objects in it. */
function withoutNulls(content: unknown, isNull: (path: string) => boolean, path = ""): unknown {
  if (typeof content !== "object" || content === null) return content;
  const inner = (key: string) => (path ? `${path}.${key}` : key);
  if (Array.isArray(content)) return content.map((each, at) => withoutNulls(each, isNull, inner(String(at))));
  return Object.fromEntries(
    Object.entries(content)
      .filter(([key, value]) => value !== null || !isNull(inner(key)))
      .map(([key, value]) => [key, withoutNulls(value, isNull, inner(key))]),
  );
}

/**
 * Reads a reply. Services that are not ours write null where the contract leaves a field out, so a null that does not fit
 * counts as left out.
 */
export function readReply(operation: Operation, content: unknown) {
  const reply = operation.reply.safeParse(content);
  if (reply.success) return reply;
  const paths = new Set(reply.error.issues.map((issue) => issue.path.join(".")));
  return operation.reply.safeParse(withoutNulls(content, (path) => paths.has(path)));
}
