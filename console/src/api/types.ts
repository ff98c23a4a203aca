import type { components } from "./schema";

/** The names the console uses for the API's shapes: the one place to touch when the description renames a schema. */
type Schemas = components["schemas"];

export type Money = Schemas["Money"];
export type Period = Schemas["Period"];
export type Session = Schemas["Session"];
export type DemoSignIn = Schemas["DemoSignIn"];
export type User = Schemas["User"];
export type Role = Schemas["Role"];
export type ApiKey = Schemas["ApiKey"];
export type Company = Schemas["Company"];
export type BillingProfile = Schemas["BillingProfile"];
export type Module = Schemas["Module"];
export type Plan = Schemas["Plan"];
export type Price = Schemas["Price"];
export type Terms = Schemas["Terms"];
export type Subscription = Schemas["Subscription"];
export type UsageTotal = Schemas["UsageTotal"];
export type UsageDay = Schemas["UsageDay"];
export type Call = Schemas["Call"];
export type Explain = Schemas["Explain"];
export type Step = Schemas["Step"];
export type Invoice = Schemas["Invoice"];
export type InvoiceDetail = Schemas["InvoiceDetail"];
export type Line = Schemas["Line"];
export type Party = Schemas["Party"];
export type Payment = Schemas["Payment"];
export type Attempt = Schemas["Attempt"];
export type PaymentMethod = Schemas["PaymentMethod"];
export type Notification = Schemas["Notification"];
export type Overview = Schemas["Overview"];
export type Fact = Schemas["Fact"];

/** One page of a list; `next_cursor` is opaque and only ever handed back to the same list. */
export type Page<T> = { items: T[]; next_cursor?: string | null };
