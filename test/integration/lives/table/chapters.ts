import type { Chapter } from "../support/life.ts";
import { beginnings } from "./beginnings.ts";
import { changes } from "./changes.ts";
import { disputes } from "./disputes.ts";
import { endings, pauses } from "./endings.ts";
import { cancelledInTheEnd, leftPastDue, leftUnpaid } from "./late-payments.ts";
import { gifts, links, members } from "./people.ts";
import { refunds } from "./refunds.ts";
import { several } from "./several.ts";

/** Every life of a subscription that has a promise of its own, by the suite that lives it. */
export const chapters = {
  buying: [beginnings, changes, endings, pauses],
  refunds: [refunds, disputes],
  latePayments: [cancelledInTheEnd, leftPastDue, leftUnpaid],
  people: [several, gifts, links, members],
} satisfies Record<string, readonly Chapter[]>;
