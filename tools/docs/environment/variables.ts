import { backendEnvironment, botEnvironment, explainVariables, VARIABLE_SECTIONS } from "@moddy/runtime";
import { portVariables } from "../../../packages/launcher/src/start/choose-ports.ts";
import { AT_START } from "./at-start.ts";

/** Who reads a variable. */
export type Reader = "bot" | "backend" | "npm start" | "docker compose";

/** One environment variable as the pages tell of it. */
export interface Variable {
  readonly name: string;
  readonly section: string;
  /** What it is, and what it takes. */
  readonly description: string;
  /** Where its value is to be had. */
  readonly source?: string | undefined;
  /** Who reads it, with what it is to them where it is not set. */
  readonly readers: ReadonlyMap<Reader, string | undefined>;
  /** Whether somebody does not start without it. */
  readonly isRequired: boolean;
  /** What `npm start` does with it. */
  readonly atStart?: string | undefined;
}

function serviceVariables(): Variable[] {
  const explained = [
    ...explainVariables(botEnvironment).map((variable) => ({ ...variable, reader: "bot" as const })),
    ...explainVariables(backendEnvironment).map((variable) => ({ ...variable, reader: "backend" as const })),
  ];
  return [...Map.groupBy(explained, ({ name }) => name)].flatMap(([name, same]) => {
    const [first] = same;
    if (first === undefined) return [];
    if (same.some(({ description }) => description !== first.description)) {
      throw new Error(`The services explain ${name} differently.`);
    }
    const readers = new Map(same.map(({ reader, defaultValue }) => [reader, defaultValue]));
    return [{ ...first, readers, isRequired: same.some(({ isRequired }) => isRequired), atStart: AT_START[name] }];
  });
}

function startVariables(): Variable[] {
  return Object.entries(portVariables).map(([port, { variable, usual, what }]) => ({
    name: variable,
    section: "npm start and docker compose",
    description: `The port of ${what.replace(/ port$/, " server")}.`,
    readers: new Map<Reader, string>([
      ["npm start", String(usual)],
      ...(PUBLISHED_BY_COMPOSE.has(port) ? [["docker compose", String(usual)] as const] : []),
    ]),
    isRequired: false,
    atStart: "left out, and the port is taken, the next free one",
  }));
}

/** The ports that docker-compose.yml publishes on the host. */
const PUBLISHED_BY_COMPOSE: ReadonlySet<string> = new Set(["botPublic", "backendPublic", "sandbox"]);

const composeVariables: readonly Variable[] = [
  {
    name: "POSTGRES_PASSWORD",
    section: "npm start and docker compose",
    description:
      "The password of the PostgreSQL beside the services; letters, digits, - and _ alone, for it stands in an address.",
    source: "`npx moddy secret` makes one.",
    readers: new Map([["docker compose", undefined]]),
    isRequired: true,
  },
];

/** Every variable, by section. */
export function variablesBySection(): Map<string, Variable[]> {
  const all = [...serviceVariables(), ...startVariables(), ...composeVariables];
  const sections = new Set([...VARIABLE_SECTIONS, ...all.map(({ section }) => section)]);
  return new Map([...sections].map((section) => [section, all.filter((variable) => variable.section === section)]));
}
