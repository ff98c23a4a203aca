export type FieldProblem = { pointer: string; detail: string };
type ProblemDocument = {
  title?: string;
  detail?: string | null;
  code?: string;
  request_id?: string | null;
  errors?: FieldProblem[] | null;
};

/** An RFC 9457 answer as an error: `code` is stable and safe to branch on, `requestId` is what support asks for. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly fields: FieldProblem[];

  constructor(status: number, document: ProblemDocument) {
    super(document.detail ?? document.title ?? `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = document.code ?? "unknown";
    this.title = document.title ?? `HTTP ${status}`;
    this.detail = document.detail ?? undefined;
    this.requestId = document.request_id ?? undefined;
    this.fields = document.errors ?? [];
  }

  /** The message for one form field: pointers come as `/email` or `/billing_profile/email`. */
  for(field: string): string | undefined {
    return this.fields.find((problem) => problem.pointer.replace(/^#?\/?(body\/)?/, "") === field)?.detail;
  }
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The data of an answer, or the Problem thrown: TanStack Query wants rejections, openapi-fetch gives unions. */
export async function unwrap<T>(pending: Promise<Answer<T>>): Promise<T> {
  const answer = await pending;
  if (answer.response.ok) return answer.data as T;
  throw new Problem(answer.response.status, asDocument(answer.error));
}

function asDocument(error: unknown): ProblemDocument {
  return typeof error === "object" && error !== null ? (error as ProblemDocument) : {};
}

/** Refusals are answers and will not change by asking again; only the network and 5xx are worth a second try. */
export function worthRetrying(failures: number, error: unknown): boolean {
  if (error instanceof Problem && error.status < 500) return false;
  return failures < 2;
}
