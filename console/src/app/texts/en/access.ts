export const signIn = {
  title: "Sign in",
  lead: "to your call centre's billing",
  submit: "Sign in",
  demo: "This is the demo. Sign in as",
  operator: "Operator",
};

export const roles: Record<string, string> = {
  super_admin: "Super admin",
  company_admin: "Company admin",
  finance_manager: "Finance manager",
  operations_manager: "Operations manager",
  team_member: "Team member",
};

export const users = {
  lead: "Who may sign in, and what each may do.",
  create: "Add user",
  created: (name: string) => `${name} was added`,
  operator: "Operator",
  belongs_to: (company: string | undefined) => (company ? `A user of ${company}` : "A member of the operator's staff"),
  initial_password: "Initial password",
  initial_hint: "Hand this over safely. It is shown only now.",
  active: "May sign in",
  active_hint: "A disabled user is signed out everywhere at once.",
  empty: { title: "No users yet", body: "Add the first user of this company." },
};

export const companies = {
  lead: "The companies that buy modules.",
  create: "Create company",
  created: (name: string) => `${name} was created.`,
  anniversary: "Anniversary",
  identity: "Company",
  billing_profile: "Billing profile",
  profile_note: "Printed on invoices from now on",
  slug_hint: "Lower case letters, digits and hyphens. Short name, zone and currency stay for ever.",
  cycle_hint: "Day of the month, 1 to 31. Empty: each subscription's own anniversary.",
  address_hint: "Lines separated by commas.",
  country_hint: "Two letters, such as DE.",
  tax_hint: "As a fraction: 0.19 is 19 %.",
  tax_inclusive_hint: "Prices contain their tax; otherwise it comes on top.",
  tax_rates: "Other tax rates",
  tax_rates_hint: "By tax code, for prices that have it. The rate above is that of all others.",
  tax_code: "Tax code",
  tax_rate_field: (position: number, column: string) => `Other rate ${position}: ${column}`,
  add_tax_rate: "Add tax rate",
  remove_tax_rate: (position: number) => `Remove other rate ${position}`,
  tax_code_twice: (code: string) => `There is a rate for ${code} already.`,
  empty: { title: "No companies yet", body: "Create the first company to sell it modules." },
};

export const clocks = {
  test_company: "A test company with a clock of its own",
  test_company_hint: "Its time stands until you advance it. It never becomes a real company.",
  begins: "Its clock begins on",
  begins_hint: "At midnight where the company is.",
  badge: (day: string) => `Test clock: ${day}`,
  title: "Advance the test clock",
  advance: "Advance clock",
  moving: "Clock is moving",
  stands: "The clock stands at",
  on_its_way: "on its way to",
  note: "Everything that would happen until the new time happens, in order. Nobody else can change the company meanwhile.",
  by: "Advance by",
  steps: [
    ["P1D", "One day"],
    ["P7D", "One week"],
    ["P1M", "One month"],
    ["P3M", "Three months"],
    ["P1Y", "One year"],
    ["other", "To a day …"],
  ] as const,
  to: "To the beginning of",
  to_hint: "Midnight UTC, at most two years ahead.",
  share: (percent: number) => `${percent} % of the way`,
  ended: "Nobody moves it any more. Advance it again to go on from here; the list of jobs says what went wrong.",
};

export const profile = {
  you: "You",
  password: "Password and sessions",
  sessions: "Where you are signed in",
  device: "Browser",
  address: "Address",
  last_seen: "Last seen",
  this_session: "This session",
  end_session: "Sign out",
  api_keys: "API keys",
  current_password: "Current password",
  new_password: "New password",
  password_hint: "At least 12 characters. Other sessions are signed out.",
  change_password: "Change password",
  password_changed: "The password was changed.",
  theme: "Theme",
  themes: { system: "As the system", light: "Light", dark: "Dark" },
};

export const apiKeys = {
  lead: "for machines that push call records",
  create: "Create key",
  created: "The key was created",
  secret: "Secret",
  secret_hint: "Copy the secret now. Only a hash is kept, so it cannot be shown again.",
  name_hint: "Where it is used, such as “PBX Hamburg”.",
  expires_hint: "Empty: until it is revoked.",
  begins: "Begins with",
  count: (count: number) => (count === 1 ? "1 permission" : `${count} permissions`),
  action: "Action",
  revoke: "Revoke",
  revoked: "Revoked",
  revoked_now: (name: string) => `${name} was revoked.`,
  revoke_title: (name: string) => `Revoke ${name}?`,
  revoke_body: "Machines that use it are refused from now on. This cannot be undone.",
  empty: { title: "No API keys yet", body: "A key lets a machine push call records or read invoices." },
};

export const notFound = {
  title: "This page does not exist",
  body: "The address may be misspelt, or it belongs to another company.",
  home: "Go to the overview",
};
