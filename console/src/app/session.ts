import { queryOptions, useSuspenseQuery, type QueryClient } from "@tanstack/react-query";
import { api, rememberCsrfToken } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { Session } from "@/api/types";
import { keepLocale } from "./language";
import type { Permission } from "./permissions";

async function readSession(): Promise<Session | null> {
  try {
    return remembered(await unwrap(api.GET("/api/v1/session")));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

function remembered(session: Session): Session {
  rememberCsrfToken(session.csrf_token);
  keepLocale(session.user.locale);
  return session;
}

/** Null means signed out: an answer, not an error. */
export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: readSession, staleTime: 60_000 });

export async function signIn(client: QueryClient, email: string, password: string): Promise<void> {
  const session = remembered(await unwrap(api.POST("/api/v1/session", { body: { email, password } })));
  // Nothing of whoever sat here before may survive.
  client.clear();
  client.setQueryData(sessionQuery.queryKey, session);
}

export async function signOut(client: QueryClient): Promise<void> {
  await unwrap(api.DELETE("/api/v1/session"));
  rememberCsrfToken("");
  client.clear();
}

/** The signed-in session; only for components below the shell, whose route has already asked. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Problem(401, { title: "Signed out", code: "signed_out" });
  return data;
}

export function useCan(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

/** Staff of the operator belong to no company and may look at any. */
export const useIsOperator = (): boolean => useSession().company === null;
