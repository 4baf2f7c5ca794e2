import t from "tap";
import { attackService } from "./support/attack-service.ts";

await attackService(t, "bot");
