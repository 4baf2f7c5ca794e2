import { type APIEmbed, type APIMessageTopLevelComponent, MessageFlags } from "discord-api-types/v10";
import { z } from "zod";
import { discordError, formError } from "../errors.ts";
import { parseForm, snowflake } from "../form.ts";

const media = z.looseObject({ url: z.string().max(2048) });
const embed = z.looseObject({
  title: z.string().max(256).optional(),
  description: z.string().max(4096).optional(),
  url: z.string().max(2048).optional(),
  color: z.int().min(0).max(0xffffff).nullish(),
  timestamp: z.string().nullish(),
  footer: z.looseObject({ text: z.string().max(2048) }).nullish(),
  author: z.looseObject({ name: z.string().max(256) }).nullish(),
  fields: z
    .array(
      z.object({
        name: z.string().min(1).max(256),
        value: z.string().min(1).max(1024),
        inline: z.boolean().default(false),
      }),
    )
    .max(25)
    .nullish(),
  image: media.nullish(),
  thumbnail: media.nullish(),
});

const allowedMentions = z.object({
  parse: z.array(z.enum(["users", "roles", "everyone"])).nullish(),
  users: z.array(snowflake).max(100).nullish(),
  roles: z.array(snowflake).max(100).nullish(),
  replied_user: z.boolean().nullish(),
});

const messageForm = z.object({
  content: z.string().max(2000).nullish(),
  embeds: z.array(embed).max(10).nullish(),
  components: z
    .array(z.looseObject({ type: z.int() }))
    .max(40)
    .nullish(),
  allowed_mentions: allowedMentions.nullish(),
  nonce: z.union([z.string().max(25), z.int()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  tts: z.boolean().nullish(),
  flags: z.int().nullish(),
});

export type MessageForm = z.output<typeof messageForm>;

/** Parses the body of a message. Throws 50035 for what Discord refuses. */
export function readMessageForm(body: unknown): MessageForm {
  const form = parseForm(messageForm, body);
  const length = (form.embeds ?? []).reduce((sum, each) => sum + embedLength(each), 0);
  if (length > 6000) {
    throw formError(["embeds"], "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
  }
  return form;
}

/** Throws 50006 for an empty message. */
export function requireContent(form: Pick<MessageForm, "content" | "embeds" | "components">): void {
  const empty = !form.content?.trim() && !form.embeds?.length && !form.components?.length;
  if (empty) throw discordError("emptyMessage");
}

function embedLength({ title, description, footer, author, fields }: z.output<typeof embed>): number {
  const texts = [
    title,
    description,
    footer?.text,
    author?.name,
    ...(fields ?? []).flatMap((field) => [field.name, field.value]),
  ];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

/** The parts of a form that are stored unchanged. */
export function messageParts(form: MessageForm): {
  content: string;
  embeds: APIEmbed[];
  components: APIMessageTopLevelComponent[];
  flags: number;
} {
  return {
    content: form.content ?? "",
    embeds: (form.embeds ?? []).map((each) => ({ ...stripNulls(each), type: "rich" }) as APIEmbed),
    components: form.components ?? [],
    flags: (form.flags ?? 0) & SETTABLE_FLAGS,
  };
}

const SETTABLE_FLAGS =
  MessageFlags.SuppressEmbeds |
  MessageFlags.SuppressNotifications |
  MessageFlags.IsComponentsV2 |
  MessageFlags.Ephemeral;

const stripNulls = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined));
