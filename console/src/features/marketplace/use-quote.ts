import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { useSettled } from "@/ui/settled";
import type { Offer, PriceDraft } from "./price-draft";
import { quoteBody, quotedIn, volumesFor, type QuoteBody, type Quoted, type Use } from "./price-quote";

type Asked = { body: QuoteBody | null; volumes: string[] };
type Answered = { quoted: Quoted; volumes: string[] };

export type LiveQuote = {
  quoted: Quoted | null;
  volumes: string[];
  error: unknown;
  waiting: boolean;
  incomplete: boolean;
  retry: () => void;
};

/** The quote of what stands in the fields, asked for when nobody has typed for a moment. The last answer stays until the next. */
export function useQuote(draft: PriceDraft, offer: Offer, use: Use): LiveQuote {
  const asked = useMemo((): Asked => {
    const volumes = volumesFor(draft, use);
    return { body: quoteBody(draft, offer, use, volumes), volumes };
  }, [draft, offer, use]);
  const { body, volumes } = useSettled(asked);
  const paired = offer.inForce !== null;
  const query = useQuery({
    queryKey: ["quotes", body],
    queryFn: async (): Promise<Answered | null> => {
      const quoted = body && quotedIn(await unwrap(api.POST("/api/v1/billing/quote", { body })), paired);
      return quoted && { quoted, volumes };
    },
    enabled: body !== null,
    gcTime: 60_000,
  });
  const [last, setLast] = useState<Answered | null>(null);
  if (query.data && query.data !== last) setLast(query.data);
  const shown = query.data ?? last;
  return {
    quoted: shown?.quoted ?? null,
    volumes: shown?.volumes ?? [],
    error: query.error,
    waiting: query.isFetching || asked.body !== body,
    incomplete: asked.body === null,
    retry: () => void query.refetch(),
  };
}
