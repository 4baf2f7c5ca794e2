import { PermissionFlagsBits } from "discord.js";
import { type FeatureNeeds, privilegedIntentsOf } from "./gateway/needs.ts";

/** What the features need of Discord, each need once, for programs outside the bot. */
export interface DescribedNeeds {
  readonly permissions: readonly {
    /** Discord's name, such as `ManageRoles`. */
    readonly name: string;
    /** The number of its bit. Source: Discord, "Bitwise Permission Flags". */
    readonly bit: number;
    /** The variable without which it is not needed. */
    readonly onlyWith: FeatureNeeds["permissionsOnlyWith"];
    readonly features: readonly string[];
  }[];
  readonly intents: readonly {
    /** Discord's name, such as `GuildMembers`. */
    readonly name: string;
    /** The application's flags that allow a privileged intent, or null for one that needs no permission. */
    readonly flags: number | null;
    readonly features: readonly string[];
  }[];
}

/** Collects the permissions and intents of all features, in the order of Discord's bits and names. */
export function describeNeeds(needs: readonly FeatureNeeds[]): DescribedNeeds {
  const asked = needs.flatMap(({ feature, permissions = [], permissionsOnlyWith: onlyWith }) =>
    permissions.map((name) => ({ feature, name, onlyWith })),
  );
  const groups = Map.groupBy(asked, ({ name, onlyWith }) => `${name} ${onlyWith}`);
  const permissions = [...groups.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const { name, onlyWith } = first;
    const bit = PermissionFlagsBits[name].toString(2).length - 1;
    return [{ name, bit, onlyWith, features: [first, ...rest].map(({ feature }) => feature) }];
  });
  const intents = [...new Set(needs.flatMap((need) => need.intents ?? []))].map((name) => {
    const asking = needs.filter((need) => need.intents?.includes(name));
    const flags = privilegedIntentsOf([{ feature: name, intents: [name] }])[0]?.flags ?? null;
    return { name, flags, features: asking.map(({ feature }) => feature) };
  });
  return {
    permissions: permissions.toSorted((a, b) => a.bit - b.bit),
    intents: intents.toSorted((a, b) => a.name.localeCompare(b.name)),
  };
}
