export const calls = {
  lead: "Call records as they arrived, each rated once.",
  parties: "From → to",
  detail: "Call",
  rating: "How it was rated",
  unrated: "Not rated: no subscription covered this call when it started.",
  source_id: (source: string) => `Id at ${source}`,
  any_disposition: "Any outcome",
  any_module: "Any module",
  only_agent: (agent: string) => `Agent ${agent}`,
  empty: { title: "No calls yet", body: "They appear here the moment the telephony reports them." },
};

export const usage = {
  lead: "What was used, and what it comes to so far.",
  current: "Current period",
  current_note: "per module and meter",
  group_by: "Cut by",
  by_group: { day: "By day", module: "By module", meter: "By meter", agent: "By agent" },
  groups: {
    day: "Day",
    month: "Month",
    module: "Module",
    meter: "Meter",
    agent: "Agent",
    company: "Company",
  } as Record<string, string>,
  days: "Days",
  ranges: {
    days_7: "Last 7 days",
    days_30: "Last 30 days",
    days_90: "Last 90 days",
    month: "This month",
    last_month: "Last month",
  },
  own_days: "Chosen days",
  events_counted: "Events",
  rated_calls: "Rated calls",
  nothing_rated: "No call was rated in these days; other usage is rated by the period.",
  several_currencies: "Amounts in several currencies have no common scale: see the table.",
  more_below: (count: number) => `and ${count} more below`,
  no_agent: "Without an agent",
  report_by: (group: string) => `Usage by ${group.toLowerCase()}`,
  show_all: (count: number) => `Show all ${count}`,
  calls_of: (name: string) => `Calls: ${name}`,
  only_meter: (meter: string) => `Meter ${meter}`,
  csv: "CSV",
  rated_so_far: "Rated so far",
  unsubscribed: "Without a subscription",
  no_days: "There is no usage in these days.",
  empty: { title: "No usage in this period yet", body: "Subscribe to a module, then report usage for its meter." },
};

export const marketplace = {
  lead: "Modules for your call centre.",
  subscribed: "Subscribed",
  plans: (count: number) => (count === 1 ? "1 plan" : `${count} plans`),
  subscribe: "Subscribe",
  subscribe_title: (module: string) => `Subscribe to ${module}`,
  subscribe_body: (company: string, plan: string) =>
    `${company} subscribes to the plan ${plan} from now on. A fee that is due in advance is on the next invoice.`,
  subscribed_to: (module: string) => `Subscribed to ${module}.`,
  current_plan: "Current plan: manage",
  change_plan: "Change to this plan",
  choose_company: "Choose a company at the top left to subscribe for it.",
  empty: { title: "The catalogue is empty", body: "Modules appear here when the operator publishes them." },
};

export const subscriptions = {
  lead: "Which modules run on which plan.",
  current_period: "Current period",
  ends: "Ends",
  will_end: "Ends",
  change: "Change plan",
  change_hint: "The rest of the period is prorated as the plan says.",
  change_when: "When",
  change_whens: { now: "Now", next_period: "At the start of the next period" },
  changed: "The plan was changed.",
  upcoming: (plan: string) => `Changes to the plan ${plan} on`,
  no_other_plan: "This module has no other plan.",
  cancel: "Cancel subscription",
  cancel_title: (module: string) => `Cancel ${module}?`,
  canceled: "The subscription was canceled.",
  keep: "Keep it",
  resume: "Keep it after all",
  resumed: (module: string) => `${module} goes on.`,
  when: "When should it end?",
  whens: {
    period_end: { label: "At the end of the period", hint: "It stays usable until then; nothing is refunded." },
    now: { label: "Now", hint: "The rest of the period is credited as the plan says." },
  },
  empty: { title: "No subscriptions yet", body: "Choose a module in the marketplace." },
};

export const prices = {
  per_unit: (amount: string, unit: string) => `${amount} / ${unit}`,
  from: (price: string) => `from ${price}`,
  committed: (amount: string) => `at least ${amount}`,
  commitment: "What the other prices of the plan leave of it is due when the period closes.",
  per_minute: (amount: string) => `${amount} / minute`,
  per_lot: (amount: string, size: string, unit: string) => `${amount} / ${size} ${unit}`,
  percent: (percent: string) => `${percent} %`,
  percent_and_fixed: (percent: string, amount: string) => `${percent} % + ${amount} per event`,
  tiers: (model: string) => `${model} tiers`,
  each: "Each",
  flat: "Flat fee",
  block: "Sold in",
  one_by_one: "single units",
  block_of: (size: string) => `blocks of ${size}`,
  volume: "Volume",
  share: "Percentage",
  free_units: (quantity: string, unit: string) => `${quantity} ${unit} free; a started package counts whole.`,
  whole_packages: "A started package counts whole.",
  free_events: (events: number) => `No amount per event for the first ${events}.`,
  free_volume: (amount: string) => `No percentage of the first ${amount}.`,
  first: (to: string) => `first ${to}`,
  range: (from: string, to: string) => `over ${from} to ${to}`,
  above: (from: string) => `over ${from}`,
  call_steps: "Steps of a call",
  from_second: "From",
  increment: "Counted in",
  minute: "Per minute",
  second: (second: number) => `second ${second}`,
  seconds: (seconds: number) => `${seconds} s`,
  connect_fee: (amount: string) => `Plus ${amount} per connected call.`,
  band: (days: string, from: string, to: string, zone: string) => `Steps of a call, ${days} ${from}–${to} (${zone})`,
  outside_bands: "Steps of a call at all other times",
  weekdays: { mon: "Mon", tue: "Tue", wed: "Wed", thu: "Thu", fri: "Fri", sat: "Sat", sun: "Sun" },
  caps: {
    free: (amount: string) => `A call costs ${amount} at most.`,
    disconnect: (amount: string) => `The call is ended when it has cost ${amount}.`,
  },
};

export const priceModels: Record<string, string> = {
  flat: "Flat",
  per_unit: "Per unit",
  graduated: "Graduated",
  volume: "Volume",
  package: "Package",
  percentage: "Percentage",
  graduated_percentage: "Graduated percentage",
  call: "Per call",
  commitment: "Commitment",
};

export const timings = { advance: "billed in advance", arrears: "billed after the period" };

export const proration: Record<string, string> = {
  second: "Prorated by the second.",
  day: "Prorated by calendar days.",
  day30: "Prorated by a month of 30 days.",
  none: "Not prorated.",
};

export const intervals = (interval: string, count: number) =>
  count === 1 ? `/ ${interval}` : `/ ${count} ${interval}s`;

const PLURALS: Record<string, string> = {
  call: "calls",
  minute: "minutes",
  second: "seconds",
  month: "months",
  period: "periods",
  booking: "bookings",
  summary: "summaries",
  line: "lines",
  event: "events",
  block: "blocks",
  package: "packages",
  message: "messages",
  seat: "seats",
};

/** Units come from prices in the singular; an unknown one is shown as it is. */
export const unit = (name: string, quantity: string) =>
  quantity === "1" || quantity === "-1" ? name : (PLURALS[name] ?? name);
