import {
  AlarmClock,
  ArrowLeftRight,
  Bell,
  BookOpenText,
  Boxes,
  Building2,
  CalendarCheck,
  CalendarClock,
  CalendarSync,
  ChartNoAxesColumn,
  Cog,
  CreditCard,
  FlaskConical,
  GitCompareArrows,
  House,
  Inbox,
  Landmark,
  Mail,
  PhoneCall,
  ReceiptText,
  Repeat2,
  Scale,
  Undo2,
  Users,
  Wallet,
  Webhook,
  type LucideIcon,
} from "lucide-react";
import { m } from "./messages";
import type { Permission } from "./permissions";

export type NavItem = {
  to: string;
  label: string;
  icon: LucideIcon;
  key: string;
  permission?: Permission;
  operator?: true;
};
export type NavGroup = { label: string | null; items: NavItem[] };

/** `key` is the second stroke of the shortcut: "g" then "i" opens the invoices. */
export const NAV: NavGroup[] = [
  {
    label: null,
    items: [
      { to: "/", label: m.nav.overview, icon: House, key: "o" },
      { to: "/notifications", label: m.nav.notifications, icon: Bell, key: "n", permission: "notifications.read" },
    ],
  },
  {
    label: m.nav.group_usage,
    items: [
      { to: "/calls", label: m.nav.calls, icon: PhoneCall, key: "c", permission: "calls.read" },
      { to: "/usage", label: m.nav.usage, icon: ChartNoAxesColumn, key: "u", permission: "usage.read" },
    ],
  },
  {
    label: m.nav.group_billing,
    items: [
      { to: "/invoices", label: m.nav.invoices, icon: ReceiptText, key: "i", permission: "invoices.read" },
      { to: "/upcoming", label: m.nav.upcoming, icon: CalendarClock, key: "x", permission: "invoices.read" },
      { to: "/payments", label: m.nav.payments, icon: Landmark, key: "p", permission: "payments.read" },
      { to: "/payment-methods", label: m.nav.payment_methods, icon: CreditCard, key: "y", permission: "payments.read" },
      {
        to: "/instalment-plans",
        label: m.nav.instalments,
        icon: CalendarCheck,
        key: "a",
        permission: "payments.read",
      },
      {
        to: "/payment-arrangements",
        label: m.nav.arrangements,
        icon: CalendarSync,
        key: "z",
        permission: "payments.read",
      },
      { to: "/refunds", label: m.nav.refunds, icon: Undo2, key: "r", permission: "payments.read" },
      {
        to: "/disputes",
        label: m.nav.disputes,
        icon: Scale,
        key: "d",
        permission: "payments.read",
        operator: true,
      },
      {
        to: "/dunning",
        label: m.nav.dunning,
        icon: AlarmClock,
        key: "k",
        permission: "payments.read",
        operator: true,
      },
      {
        to: "/reconciliations",
        label: m.nav.reconciliations,
        icon: GitCompareArrows,
        key: "q",
        permission: "reconciliation.read",
        operator: true,
      },
      { to: "/wallets", label: m.nav.wallets, icon: Wallet, key: "w", permission: "invoices.read" },
      { to: "/ledger", label: m.nav.ledger, icon: BookOpenText, key: "l", permission: "ledger.read" },
      { to: "/rates", label: m.rates.title, icon: ArrowLeftRight, key: "g", permission: "rates.read" },
    ],
  },
  {
    label: m.nav.group_catalogue,
    items: [
      { to: "/marketplace", label: m.nav.marketplace, icon: Boxes, key: "m", permission: "catalogue.read" },
      { to: "/subscriptions", label: m.nav.subscriptions, icon: Repeat2, key: "s", permission: "subscriptions.read" },
    ],
  },
  {
    label: m.nav.group_access,
    items: [
      {
        to: "/companies",
        label: m.nav.companies,
        icon: Building2,
        key: "b",
        permission: "companies.read",
        operator: true,
      },
      { to: "/users", label: m.nav.users, icon: Users, key: "t", permission: "users.read" },
      { to: "/mails", label: m.nav.mails, icon: Mail, key: "f", permission: "mails.read" },
      { to: "/webhooks", label: m.nav.webhooks, icon: Webhook, key: "h", permission: "webhooks.read" },
      { to: "/jobs", label: m.nav.jobs, icon: Cog, key: "j", permission: "jobs.read", operator: true },
      {
        to: "/notices",
        label: m.nav.notices,
        icon: Inbox,
        key: "v",
        permission: "notices.read",
        operator: true,
      },
      {
        to: "/scenarios",
        label: m.nav.scenarios,
        icon: FlaskConical,
        key: "e",
        permission: "billing.run",
        operator: true,
      },
    ],
  },
];

export function visibleNav(permissions: readonly string[], operator: boolean): NavGroup[] {
  const seen = (item: NavItem) =>
    (!item.permission || permissions.includes(item.permission)) && (!item.operator || operator);
  return NAV.map((group) => ({ ...group, items: group.items.filter(seen) })).filter((group) => group.items.length > 0);
}
