import type { NotifyAction } from "@moddy/schemas";

const TEXTS: Record<NotifyAction, (plan: string) => string> = {
  subscription_created: (plan) => `Thank you! ${plan} is active now. Your roles are being updated.`,
  subscription_updated: (plan) => `Your subscription has changed: you are on ${plan}.`,
  subscription_cancelled: (plan) => `Your subscription to ${plan} has ended. You are welcome back at any time.`,
  plan_upgraded: (plan) => `You have moved up to ${plan}. Enjoy! Your roles are being updated.`,
  plan_downgraded: (plan) => `You have moved to ${plan}. Your roles are being updated.`,
};

/** The message to a user. Without a plan it says "your plan". */
export function textFor(action: NotifyAction, planName: string | undefined): string {
  return TEXTS[action](planName === undefined ? "your plan" : `**${planName}**`);
}

/** The message as a mention in a channel. */
export function mentionText(discordId: string, text: string): string {
  return `<@${discordId}> ${text}`;
}
