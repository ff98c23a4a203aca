import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Fact, Page } from "@/api/types";
import { changesSession, isNews, staleAfter, withFact } from "./meaning";
import { Refresher } from "./refresh";
import { LiveSocket, type LiveState } from "./socket";

const FEED_MOST = 50;

type Live = { state: LiveState; latest: Fact | null };
const LiveContext = createContext<Live>({ state: "connecting", latest: null });

export const useLive = (): Live => useContext(LiveContext);

const ticket = async () => (await unwrap(api.POST("/api/v1/socket/tickets"))).ticket;

type Props = { streams: readonly string[]; onSignedOut: () => void; children: ReactNode };

export function LiveProvider({ streams, onSignedOut, children }: Props) {
  const client = useQueryClient();
  const [live, setLive] = useState<Live>({ state: "connecting", latest: null });
  const socket = useRef<LiveSocket | null>(null);

  useEffect(() => {
    const refresher = new Refresher(client);
    const opened = new LiveSocket(ticket, {
      onState: (state) => setLive((now) => ({ ...now, state })),
      onEffect: (effect) => {
        if (effect.do === "refresh") return refresher.everything();
        if (effect.do === "session") return refresher.mark(["session"]);
        setLive((now) => ({ ...now, latest: effect.fact }));
        hear(client, refresher, effect.fact);
      },
      onSignedOut,
    });
    socket.current = opened;
    opened.start();
    const hurry = () => opened.hurry();
    addEventListener("online", hurry);
    return () => {
      removeEventListener("online", hurry);
      opened.stop();
    };
  }, [client, onSignedOut]);

  const wanted = streams.join(" ");
  useEffect(() => {
    socket.current?.follow(wanted === "" ? [] : wanted.split(" "));
  }, [wanted]);

  return <LiveContext value={live}>{children}</LiveContext>;
}

function hear(client: QueryClient, refresher: Refresher, fact: Fact): void {
  refresher.mark(staleAfter(fact));
  if (changesSession(fact)) refresher.mark(["session"]);
  if (!isNews(fact)) return;
  client.setQueriesData<Page<Fact>>(
    { queryKey: ["activity"], predicate: ({ queryKey }) => concerns(queryKey[1], fact) },
    (page) => (page ? { ...page, items: withFact(page.items, fact, FEED_MOST) } : page),
  );
}

/** A feed is of one company or, for the operator without a choice, of all. */
function concerns(company: unknown, fact: Fact): boolean {
  return typeof company !== "string" || company === fact.company_id;
}
