import { listHelp } from "@moddy/cli";

const HEAD = `# The commands of \`moddy\`

\`npx moddy\` in the workspace, \`moddy\` in the images. Under \`npm start\` you need no settings: the commands find the services
that run from this folder. Otherwise they read the environment and \`.env\`.

The exit status is 0 if all is good, 1 if something is wrong, and 2 if the command line is wrong or a variable is missing.
With \`--json\` each result is one line. [Troubleshooting](../troubleshooting.md) explains what the doctor says.

Generated from \`--help\` by \`npm run docs\`.
`;

const ignore = () => undefined;

/** docs/reference/commands.md: every command's own help. */
export function commandsPage(): string {
  const commands = listHelp({
    env: {},
    terminal: { out: ignore, err: ignore, colour: false, interactive: false, columns: 100 },
    platform: "linux",
    folder: "/",
    workspace: false,
    version: "",
    now: () => 0,
    randomBytes: (count) => Buffer.alloc(count),
    signal: AbortSignal.abort(),
  });
  const parts = commands.map(({ command, help }) => `## \`${command}\`\n\n\`\`\`text\n${help}\n\`\`\`\n`);
  return [HEAD, ...parts].join("\n");
}
