import type { Test } from "tap";
import type { Project } from "../support/project.ts";

const BASE = "node:24-bookworm-slim";
/** What a service's image may add to Node's own, in megabytes. */
const MOST_ADDED_MB = 80;

interface ImageFacts {
  readonly Size: number;
  readonly Config: {
    readonly User: string;
    readonly Cmd: readonly string[];
    readonly Healthcheck?: object;
    readonly Env: readonly string[];
  };
}

/** What the images are made of. */
export async function checkImages(t: Test, project: Project): Promise<void> {
  const facts = async (image: string) =>
    (JSON.parse(await project.docker("image", "inspect", image)) as ImageFacts[])[0] as ImageFacts;
  const base = await facts(BASE);
  for (const name of ["backend", "bot", "sandbox"]) {
    const image = `moddy-${name}`;
    const { Size, Config } = await facts(image);
    const [whole, added] = [Size, Size - base.Size].map((bytes) => Math.round(bytes / 1e6));
    t.comment(`${image}: ${whole} MB, of which ${added} MB on top of ${BASE}`);
    t.ok((added ?? 0) < MOST_ADDED_MB, `${image} adds less than ${MOST_ADDED_MB} MB`);
    t.match(Config, { User: "node", Cmd: ["node", "dist/main.js"], Healthcheck: {} });
    t.notMatch(Config.Env.join("\n"), /SECRET|TOKEN|PASSWORD|_KEY/, "no secret is in the image");
    const unwanted = "find /app /opt -name '*.ts' -o -name '.env*' -o -name '*.map' -o -name '.git'";
    const found = await project.docker("run", "--rm", "--network=none", image, "sh", "-c", `${unwanted} || true`);
    t.equal(found, "", `${image} holds no sources, no maps and no .env`);
  }
}
