import { listHelp } from "@moddy/cli";

const HEAD = `# The commands of \`moddy\`

\`npx moddy\` in the workspace, \`moddy\` in the images. Beside \`npm start\` nothing has to be set: the commands find the pair
that runs from this folder. Elsewhere they read the environment and \`.env\`.

The exit status is 0 if all is good, 1 if not, and 2 if the command line is wrong or a variable is missing.
With \`--json\` each run prints one line. [Troubleshooting](../troubleshooting.md) explains what the doctor says.

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
