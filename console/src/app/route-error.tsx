import { useQueryClient } from "@tanstack/react-query";
import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "@/ui/states";

/** The last net under every screen: the rest of the console stays usable. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const client = useQueryClient();
  const retry = async () => {
    await client.resetQueries();
    reset();
    await router.invalidate();
  };
  return <ErrorState error={error} onRetry={() => void retry()} />;
}
