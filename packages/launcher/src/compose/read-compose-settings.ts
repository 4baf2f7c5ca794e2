/** What the first purchase has to know of the pair beside it. */
export interface ComposeSettings {
  sandboxUrl: string;
  backendUrl: string;
  secret: string;
  discordToken: string;
  guildId: string;
  plansFile: string;
}

/** @throws {Error} when something is missing, or when the pair runs beside real accounts: then nothing may be bought. */
export function readComposeSettings(env: NodeJS.ProcessEnv): ComposeSettings {
  const read = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set; docs/deploy-compose.md says what belongs into .env.`);
    return value;
  };
  const sandboxUrl = read("SANDBOX_URL");
  for (const name of ["DISCORD_API_BASE", "STRIPE_API_BASE"]) {
    if (read(name).startsWith(sandboxUrl)) continue;
    throw new Error(`${name} does not name the sandbox: the pair runs beside real accounts, and nothing is bought.`);
  }
  return {
    sandboxUrl,
    backendUrl: read("BACKEND_INTERNAL_URL"),
    secret: read("INTERNAL_API_SECRET"),
    discordToken: read("DISCORD_TOKEN"),
    guildId: read("MODDY_GUILD_ID"),
    plansFile: read("PLANS_FILE"),
  };
}
