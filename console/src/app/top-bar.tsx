import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Bell, ChevronsUpDown, LogOut, Menu as MenuIcon, Moon, Settings, Sun, UserRound } from "lucide-react";
import { unreadCount } from "@/features/notifications/data";
import { LiveIndicator } from "@/live/indicator";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuLine, MenuNote } from "@/ui/menu";
import { CommandMenu } from "./command-menu";
import { CompanySwitcher } from "./company-switcher";
import { m } from "./messages";
import { visibleNav } from "./nav";
import { signOut, useCan, useSession } from "./session";
import { chooseTheme, useResolvedTheme } from "./theme";

export function TopBar() {
  const session = useSession();
  return (
    <header className="bg-surface/90 sticky top-0 z-30 flex h-14 items-center gap-2 border-b px-4 backdrop-blur lg:px-8">
      <SmallNav />
      {session.company ? (
        <bdi className="truncate text-sm font-semibold">{session.company.name}</bdi>
      ) : (
        <CompanySwitcher />
      )}
      <div className="ms-auto flex items-center gap-1">
        <CommandMenu />
        <LiveIndicator />
        <NotificationsBell />
        <ThemeToggle />
        <UserMenu />
      </div>
    </header>
  );
}

function SmallNav() {
  const session = useSession();
  const navigate = useNavigate();
  const trigger = (
    <IconButton label={m.shell.navigation} className="md:hidden">
      <MenuIcon aria-hidden className="size-4" />
    </IconButton>
  );
  return (
    <Menu trigger={trigger} align="start">
      {visibleNav(session.permissions, session.company === null)
        .flatMap((group) => group.items)
        .map((item) => (
          <MenuItem key={item.to} onSelect={() => void navigate({ to: item.to as "/" })}>
            <item.icon aria-hidden className="text-ink-3 size-4" />
            {item.label}
          </MenuItem>
        ))}
    </Menu>
  );
}

function NotificationsBell() {
  const allowed = useCan("notifications.read");
  const { data } = useQuery({ ...unreadCount, enabled: allowed });
  const count = data?.count ?? 0;
  if (!allowed) return null;
  return (
    <Link
      to="/notifications"
      aria-label={m.shell.unread(count)}
      title={m.shell.unread(count)}
      className="text-ink-2 hover:bg-hover hover:text-ink relative grid size-8 place-items-center rounded-md"
    >
      <Bell aria-hidden className="size-4" />
      {count > 0 ? (
        <span
          aria-hidden
          className="nums bg-accent text-accent-ink absolute top-0.5 end-0 min-w-4 rounded-full px-1 text-center text-[10px] leading-4 font-semibold"
        >
          {count > 99 ? "99+" : count}
        </span>
      ) : null}
    </Link>
  );
}

function ThemeToggle() {
  const dark = useResolvedTheme() === "dark";
  const Icon = dark ? Sun : Moon;
  return (
    <IconButton label={dark ? m.shell.to_light : m.shell.to_dark} onClick={() => chooseTheme(dark ? "light" : "dark")}>
      <Icon aria-hidden className="size-4" />
    </IconButton>
  );
}

function UserMenu() {
  const { user, roles } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    await signOut(client);
    await navigate({ to: "/sign-in" });
  };
  const trigger = (
    <button type="button" className="hover:bg-hover ms-1 flex h-9 items-center gap-2 rounded-md px-1.5">
      <span
        aria-hidden
        className="bg-accent-soft text-accent-text grid size-7 place-items-center rounded-full text-xs font-semibold"
      >
        {initials(user.name)}
      </span>
      <span className="sr-only">{m.shell.account(user.name)}</span>
      <ChevronsUpDown aria-hidden className="text-ink-3 hidden size-3.5 sm:block" />
    </button>
  );
  return (
    <Menu trigger={trigger}>
      <MenuNote>
        <span className="text-ink block text-sm font-medium">{user.name}</span>
        <span className="block">{user.email}</span>
        <span className="block">{roles.map((role) => m.roles[role] ?? role).join(", ")}</span>
      </MenuNote>
      <MenuLine />
      <MenuItem onSelect={() => void navigate({ to: "/profile" })}>
        <UserRound aria-hidden className="text-ink-3 size-4" />
        {m.shell.profile}
      </MenuItem>
      <MenuItem onSelect={() => void navigate({ to: "/settings" })}>
        <Settings aria-hidden className="text-ink-3 size-4" />
        {m.settings.title}
      </MenuItem>
      <MenuItem onSelect={() => void leave()}>
        <LogOut aria-hidden className="text-ink-3 size-4" />
        {m.shell.sign_out}
      </MenuItem>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase())
    .join("");
}
