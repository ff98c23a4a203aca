import { m } from "@/app/messages";

/** A vendor by its own name; one that this console does not know by the name the server has for it. */
export const providerName = (provider: string): string => m.providers[provider] ?? provider;

/** Its methods are saved by a token that is typed here; all others have a page of their own. */
export const TAKES_TOKENS = "simulator";
