import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Direction } from "radix-ui";
import type { ReactNode } from "react";
import { Problem, worthRetrying } from "@/api/problem";
import { DIRECTION } from "./language";
import { ToastProvider } from "@/ui/toast";
import { TooltipProvider } from "@/ui/tooltip";

/** Facts say when something is stale, so that nothing needs re-reading by the clock. A 401 anywhere means the session has ended. */
export function newQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof Problem && error.status === 401 && error.code !== "wrong_credentials") onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 30_000, refetchOnWindowFocus: true } },
  });
}

export function Providers({ client, children }: { client: QueryClient; children: ReactNode }) {
  return (
    <QueryClientProvider client={client}>
      <Direction.Provider dir={DIRECTION}>
        <TooltipProvider>
          <ToastProvider>{children}</ToastProvider>
        </TooltipProvider>
      </Direction.Provider>
    </QueryClientProvider>
  );
}
