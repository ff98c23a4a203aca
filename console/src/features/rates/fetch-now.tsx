import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { Problem } from "@/api/problem";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { useToast } from "@/ui/toast";
import { fetchRates } from "./data";

const s = m.rates.sources;
/** The job is done within seconds; a source may take half a minute to fail. */
const WAITED_MILLISECONDS = 15_000;

/** While a fetch is under way the page looks by itself: that a source has nothing newer is told by no fact. */
export function useFetching() {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (!asking) return;
    const timer = setTimeout(() => {
      setAsking(false);
      void client.invalidateQueries({ queryKey: ["rates"] });
    }, WAITED_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [asking, client]);
  return { asking, ask: () => setAsking(true) };
}

export function FetchNow({ asking, onAsked }: { asking: boolean; onAsked: () => void }) {
  const say = useToast();
  const action = useMutation({
    mutationFn: fetchRates,
    onSuccess: () => {
      say(s.asked);
      onAsked();
    },
    onError: (error) => say(error instanceof Problem ? (error.detail ?? error.title) : m.error.unreachable, "bad"),
  });
  if (!useCan("rates.manage")) return null;
  return (
    <Button size="sm" busy={action.isPending || asking} onClick={() => action.mutate()}>
      {action.isPending || asking ? null : <RefreshCw aria-hidden className="size-3.5" />}
      {s.fetch}
    </Button>
  );
}
