import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";
import { loadAgain, needsOtherTexts } from "./language";
import { RouteError } from "./route-error";
import { NotFound } from "./not-found";
import { reads, text } from "./search";
import { searches } from "./searches";
import { sessionQuery } from "./session";
import { Shell } from "./shell";
import { PageSkeleton } from "@/ui/skeleton";

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: reads({ next: text }),
  component: lazyRouteComponent(() => import("@/features/access/sign-in-page"), "SignInPage"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  validateSearch: searches.shell,
  // The operator's chosen company follows from screen to screen, and into every link that is shared.
  search: { middlewares: [retainSearchParams<{ company?: string }>(["company"])] },
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href } });
    if (needsOtherTexts(session.user.locale)) await loadAgain(location.href);
  },
  component: Shell,
  errorComponent: RouteError,
});

const inShell = { getParentRoute: () => shell } as const;

const overview = createRoute({
  ...inShell,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/overview/overview-page"), "OverviewPage"),
});
const calls = createRoute({
  ...inShell,
  path: "/calls",
  validateSearch: searches.calls,
  component: lazyRouteComponent(() => import("@/features/usage/calls-page"), "CallsPage"),
});
const usage = createRoute({
  ...inShell,
  path: "/usage",
  validateSearch: searches.usage,
  component: lazyRouteComponent(() => import("@/features/usage/usage-page"), "UsagePage"),
});
const marketplace = createRoute({
  ...inShell,
  path: "/marketplace",
  component: lazyRouteComponent(() => import("@/features/marketplace/marketplace-page"), "MarketplacePage"),
});
const moduleDetail = createRoute({
  ...inShell,
  path: "/marketplace/$moduleId",
  component: lazyRouteComponent(() => import("@/features/marketplace/module-page"), "ModulePage"),
});
const revisePrice = createRoute({
  ...inShell,
  path: "/marketplace/$moduleId/prices/$priceId",
  component: lazyRouteComponent(() => import("@/features/marketplace/revise-price-page"), "RevisePricePage"),
});
const addPrice = createRoute({
  ...inShell,
  path: "/marketplace/$moduleId/plans/$planId/new-price",
  component: lazyRouteComponent(() => import("@/features/marketplace/add-price-page"), "AddPricePage"),
});
const subscriptions = createRoute({
  ...inShell,
  path: "/subscriptions",
  validateSearch: searches.subscriptions,
  component: lazyRouteComponent(() => import("@/features/marketplace/subscriptions-page"), "SubscriptionsPage"),
});
const subscription = createRoute({
  ...inShell,
  path: "/subscriptions/$subscriptionId",
  component: lazyRouteComponent(() => import("@/features/marketplace/subscription-page"), "SubscriptionPage"),
});
const invoices = createRoute({
  ...inShell,
  path: "/invoices",
  validateSearch: searches.invoices,
  component: lazyRouteComponent(() => import("@/features/billing/invoices-page"), "InvoicesPage"),
});
const invoice = createRoute({
  ...inShell,
  path: "/invoices/$invoiceId",
  validateSearch: searches.invoice,
  component: lazyRouteComponent(() => import("@/features/billing/invoice-page"), "InvoicePage"),
});
const upcoming = createRoute({
  ...inShell,
  path: "/upcoming",
  component: lazyRouteComponent(() => import("@/features/billing/upcoming-page"), "UpcomingPage"),
});
const payments = createRoute({
  ...inShell,
  path: "/payments",
  validateSearch: searches.payments,
  component: lazyRouteComponent(() => import("@/features/payments/payments-page"), "PaymentsPage"),
});
const payment = createRoute({
  ...inShell,
  path: "/payments/$paymentId",
  component: lazyRouteComponent(() => import("@/features/payments/payment-page"), "PaymentPage"),
});
const refunds = createRoute({
  ...inShell,
  path: "/refunds",
  validateSearch: searches.refunds,
  component: lazyRouteComponent(() => import("@/features/refunds/refunds-page"), "RefundsPage"),
});
const disputes = createRoute({
  ...inShell,
  path: "/disputes",
  validateSearch: searches.disputes,
  component: lazyRouteComponent(() => import("@/features/disputes/disputes-page"), "DisputesPage"),
});
const dispute = createRoute({
  ...inShell,
  path: "/disputes/$disputeId",
  component: lazyRouteComponent(() => import("@/features/disputes/dispute-page"), "DisputePage"),
});
const dunning = createRoute({
  ...inShell,
  path: "/dunning",
  validateSearch: searches.dunning,
  component: lazyRouteComponent(() => import("@/features/dunning/dunning-page"), "DunningPage"),
});
const dunningCase = createRoute({
  ...inShell,
  path: "/dunning/$caseId",
  component: lazyRouteComponent(() => import("@/features/dunning/case-page"), "CasePage"),
});
const instalmentPlans = createRoute({
  ...inShell,
  path: "/instalment-plans",
  validateSearch: searches.plans,
  component: lazyRouteComponent(() => import("@/features/instalments/plans-page"), "PlansPage"),
});
const instalmentPlan = createRoute({
  ...inShell,
  path: "/instalment-plans/$planId",
  component: lazyRouteComponent(() => import("@/features/instalments/plan-page"), "PlanPage"),
});
const arrangements = createRoute({
  ...inShell,
  path: "/payment-arrangements",
  validateSearch: searches.arrangements,
  component: lazyRouteComponent(() => import("@/features/arrangements/arrangements-page"), "ArrangementsPage"),
});
const arrangement = createRoute({
  ...inShell,
  path: "/payment-arrangements/$arrangementId",
  component: lazyRouteComponent(() => import("@/features/arrangements/arrangement-page"), "ArrangementPage"),
});
const reconciliations = createRoute({
  ...inShell,
  path: "/reconciliations",
  validateSearch: searches.reconciliations,
  component: lazyRouteComponent(() => import("@/features/reconciliations/reconciliations-page"), "ReconciliationsPage"),
});
const reconciliation = createRoute({
  ...inShell,
  path: "/reconciliations/$runId",
  validateSearch: searches.reconciliation,
  component: lazyRouteComponent(() => import("@/features/reconciliations/run-page"), "RunPage"),
});
const paymentMethods = createRoute({
  ...inShell,
  path: "/payment-methods",
  validateSearch: searches.methods,
  component: lazyRouteComponent(() => import("@/features/payments/payment-methods-page"), "PaymentMethodsPage"),
});
const ledger = createRoute({
  ...inShell,
  path: "/ledger",
  validateSearch: searches.ledger,
  component: lazyRouteComponent(() => import("@/features/ledger/ledger-page"), "LedgerPage"),
});
const ledgerTransaction = createRoute({
  ...inShell,
  path: "/ledger/$transactionId",
  component: lazyRouteComponent(() => import("@/features/ledger/transaction-page"), "TransactionPage"),
});
const rates = createRoute({
  ...inShell,
  path: "/rates",
  validateSearch: searches.rates,
  component: lazyRouteComponent(() => import("@/features/rates/rates-page"), "RatesPage"),
});
const conversion = createRoute({
  ...inShell,
  path: "/conversions/$conversionId",
  component: lazyRouteComponent(() => import("@/features/rates/conversion-page"), "ConversionPage"),
});
const notices = createRoute({
  ...inShell,
  path: "/notices",
  validateSearch: searches.notices,
  component: lazyRouteComponent(() => import("@/features/notices/notices-page"), "NoticesPage"),
});
const mails = createRoute({
  ...inShell,
  path: "/mails",
  validateSearch: searches.mails,
  component: lazyRouteComponent(() => import("@/features/mails/mails-page"), "MailsPage"),
});
const webhooks = createRoute({
  ...inShell,
  path: "/webhooks",
  validateSearch: searches.paged,
  component: lazyRouteComponent(() => import("@/features/webhooks/webhooks-page"), "WebhooksPage"),
});
const webhook = createRoute({
  ...inShell,
  path: "/webhooks/$endpointId",
  validateSearch: searches.webhook,
  component: lazyRouteComponent(() => import("@/features/webhooks/webhook-page"), "WebhookPage"),
});
const wallets = createRoute({
  ...inShell,
  path: "/wallets",
  validateSearch: searches.paged,
  component: lazyRouteComponent(() => import("@/features/wallets/wallets-page"), "WalletsPage"),
});
const jobs = createRoute({
  ...inShell,
  path: "/jobs",
  validateSearch: searches.jobs,
  component: lazyRouteComponent(() => import("@/features/operations/jobs-page"), "JobsPage"),
});
const scenarios = createRoute({
  ...inShell,
  path: "/scenarios",
  component: lazyRouteComponent(() => import("@/features/scenarios/scenarios-page"), "ScenariosPage"),
});
const companies = createRoute({
  ...inShell,
  path: "/companies",
  validateSearch: searches.paged,
  component: lazyRouteComponent(() => import("@/features/companies/companies-page"), "CompaniesPage"),
});
const company = createRoute({
  ...inShell,
  path: "/companies/$companyId",
  component: lazyRouteComponent(() => import("@/features/companies/company-page"), "CompanyPage"),
});
const users = createRoute({
  ...inShell,
  path: "/users",
  validateSearch: searches.paged,
  component: lazyRouteComponent(() => import("@/features/access/users-page"), "UsersPage"),
});
const profile = createRoute({
  ...inShell,
  path: "/profile",
  validateSearch: searches.profile,
  component: lazyRouteComponent(() => import("@/features/access/profile-page"), "ProfilePage"),
});
const settings = createRoute({
  ...inShell,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/features/access/settings-page"), "SettingsPage"),
});
const notifications = createRoute({
  ...inShell,
  path: "/notifications",
  validateSearch: searches.notifications,
  component: lazyRouteComponent(() => import("@/features/notifications/notifications-page"), "NotificationsPage"),
});

/** An unknown address below the shell: the navigation stays, so that nobody is stranded. */
const unknown = createRoute({ ...inShell, path: "$", component: NotFound });

const tree = root.addChildren([
  signIn,
  shell.addChildren([
    overview,
    calls,
    usage,
    marketplace,
    moduleDetail,
    revisePrice,
    addPrice,
    subscriptions,
    subscription,
    invoices,
    invoice,
    upcoming,
    payments,
    payment,
    refunds,
    disputes,
    dispute,
    dunning,
    dunningCase,
    instalmentPlans,
    instalmentPlan,
    arrangements,
    arrangement,
    reconciliations,
    reconciliation,
    paymentMethods,
    wallets,
    ledger,
    ledgerTransaction,
    rates,
    conversion,
    notices,
    mails,
    webhooks,
    webhook,
    jobs,
    scenarios,
    companies,
    company,
    users,
    profile,
    settings,
    notifications,
    unknown,
  ]),
]);

export function newRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
