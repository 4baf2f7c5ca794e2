import type { ServiceName } from "@moddy/schemas";

/** What a person has to know of a service to reach it. */
export interface ServiceFacts {
  readonly name: ServiceName;
  readonly title: string;
  /** Ports where its variables are not set. Source: the design's list of variables. */
  readonly internalPort: number;
  readonly publicPort: number;
  /** The variable that tells the other side where this service is. */
  readonly urlVariable: string;
  /** Its address on the private network where that variable is not set. */
  readonly defaultUrl: string;
  /** Its public port when the launcher runs the pair on one machine. */
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
