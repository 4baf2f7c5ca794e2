import type { ServiceName } from "@moddy/schemas";

/** What the commands need to reach a service. */
export interface ServiceFacts {
  readonly name: ServiceName;
  readonly title: string;
  /** Its default ports. Source: the design's list of variables. */
  readonly internalPort: number;
  readonly publicPort: number;
  /** The variable of the other side that holds this service's address. */
  readonly urlVariable: string;
  /** The default of that variable: its address on the private network. */
  readonly defaultUrl: string;
  /** Its public port when `npm start` runs the pair on one machine. */
  readonly localPublicPort: number;
}

/** The two services. */
export const SERVICES: Readonly<Record<ServiceName, ServiceFacts>> = {
  bot: {
    name: "bot",
    title: "bot",
    internalPort: 3000,
    publicPort: 8080,
    urlVariable: "BOT_INTERNAL_URL",
    defaultUrl: "http://moddy.railway.internal:3000",
    localPublicPort: 8081,
  },
  backend: {
    name: "backend",
    title: "backend",
    internalPort: 8080,
    publicPort: 8000,
    urlVariable: "BACKEND_INTERNAL_URL",
    defaultUrl: "http://website-backend.railway.internal:8080",
    localPublicPort: 8000,
  },
};

/** The other side. */
export function peerOf(service: ServiceName): ServiceName {
  return service === "bot" ? "backend" : "bot";
}
