import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { LiveProvider } from "@/live/provider";
import { LocaleProvider } from "@/ui/locale";
import { useSelectedCompany } from "./company";
import { writtenLocale } from "./language";
import { useStreams } from "./streams";
import { m } from "./messages";
import { visibleNav, type NavItem } from "./nav";
import { useSession } from "./session";
import { useShortcuts } from "./shortcuts";
import { TopBar } from "./top-bar";
import { Logo } from "./logo";

export function Shell() {
  const session = useSession();
  const company = useSelectedCompany();
  const streams = useStreams(company?.id);
  const onSignedOut = useSignedOut();
  const locale = useMemo(
    () => ({ locale: writtenLocale(session.user.locale), zone: company?.zone ?? "UTC" }),
    [session.user.locale, company?.zone],
  );
  useShortcuts();
  return (
    <LocaleProvider value={locale}>
      <LiveProvider streams={streams} onSignedOut={onSignedOut}>
        <a
          href="#content"
          className="bg-accent text-accent-ink fixed top-2 start-2 z-60 -translate-y-20 rounded-md px-3 py-1.5 text-sm focus:translate-y-0"
        >
          {m.shell.skip}
        </a>
        <div className="grid min-h-dvh grid-cols-1 md:grid-cols-[14rem_minmax(0,1fr)]">
          <Sidebar />
          <div className="flex min-w-0 flex-col">
            <TopBar />
            <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
              <Outlet />
            </main>
          </div>
        </div>
      </LiveProvider>
    </LocaleProvider>
  );
}

function useSignedOut(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useCallback(() => {
    client.clear();
    void navigate({ to: "/sign-in", search: { next: location.pathname + location.search } });
  }, [client, navigate]);
}

function Sidebar() {
  const session = useSession();
  const groups = visibleNav(session.permissions, session.company === null);
  return (
    <aside className="bg-surface sticky top-0 hidden h-dvh flex-col overflow-y-auto border-e md:flex">
      <Link to="/" className="flex h-14 shrink-0 items-center gap-2.5 px-5 font-semibold tracking-tight">
        <Logo />
        {m.product}
      </Link>
      <nav aria-label={m.shell.navigation} className="flex flex-col gap-5 px-3 py-3">
        {groups.map((group, index) => (
          <div key={group.label ?? index}>
            {group.label ? <p className="text-ink-3 mb-1 px-2 text-xs font-medium">{group.label}</p> : null}
            <ul className="flex flex-col gap-px">
              {group.items.map((item) => (
                <NavLink key={item.to} item={item} />
              ))}
            </ul>
          </div>
        ))}
      </nav>
    </aside>
  );
}

function NavLink({ item }: { item: NavItem }) {
  return (
    <li>
      <Link
        to={item.to as "/"}
        activeOptions={{ exact: item.to === "/", includeSearch: false }}
        aria-keyshortcuts={`g ${item.key}`}
        className="text-ink-2 hover:bg-hover hover:text-ink flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium"
        activeProps={{ className: "bg-accent-soft !text-accent-text", "aria-current": "page" }}
      >
        <item.icon aria-hidden className="size-4 shrink-0" />
        <span className="min-w-0 truncate">{item.label}</span>
      </Link>
    </li>
  );
}
