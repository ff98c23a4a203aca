import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { m } from "@/app/messages";
import { Skeleton } from "./skeleton";
import { useArrivals } from "./arrivals";
import { Isolated } from "./isolated";

export type Column<T> = {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  align?: "end";
  /** Hidden below this width; the detail view has everything. */
  from?: "md" | "lg" | "xl" | "2xl";
  sortable?: boolean;
};
export type Sort = { key: string; descending: boolean };

type Props<T> = {
  caption: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  onOpen?: ((row: T) => void) | undefined;
  openKey?: string | undefined;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  footer?: ReactNode;
};

const FROM = {
  md: "hidden md:table-cell",
  lg: "hidden lg:table-cell",
  xl: "hidden xl:table-cell",
  "2xl": "hidden 2xl:table-cell",
} as const;
const AS_BLOCK = { md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden", "2xl": "max-2xl:hidden" } as const;
const cellClass = <T,>(column: Column<T>) =>
  clsx("px-1.5 first:ps-4 last:pe-4 sm:px-2.5", column.align === "end" && "text-end", column.from && FROM[column.from]);

export function Table<T>({ caption, columns, rows, rowKey, onOpen, openKey, sort, onSort, footer }: Props<T>) {
  const arrived = useArrivals(rows.map(rowKey));
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="bg-sunken border-b">
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={moveByArrow}>
          {rows.map((row, index) => (
            <tr
              key={rowKey(row)}
              tabIndex={onOpen ? (index === 0 ? 0 : -1) : undefined}
              onClick={onOpen ? (event) => opensRow(event) && onOpen(row) : undefined}
              onKeyDown={onOpen ? (event) => opensByKey(event) && onOpen(row) : undefined}
              aria-selected={openKey === undefined ? undefined : openKey === rowKey(row)}
              className={clsx(
                "h-10 border-b -outline-offset-2 last:border-b-0",
                onOpen && "hover:bg-hover cursor-pointer",
                openKey === rowKey(row) && "bg-hover",
                arrived.has(rowKey(row)) && "animate-arrive",
              )}
            >
              {columns.map((column) => (
                <td key={column.key} className={cellClass(column)}>
                  <Isolated>{column.cell(row)}</Isolated>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {footer ? <tfoot className="bg-sunken border-t">{footer}</tfoot> : null}
      </table>
    </div>
  );
}

type HeaderProps<T> = { column: Column<T>; sort?: Sort | undefined; onSort?: ((sort: Sort) => void) | undefined };

function HeaderCell<T>({ column, sort, onSort }: HeaderProps<T>) {
  const sorted = sort?.key === column.key ? sort : undefined;
  const direction = sorted ? (sorted.descending ? "descending" : "ascending") : undefined;
  const Arrow = sorted?.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={direction}
      className={clsx(
        "text-ink-2 h-9 py-1.5 text-xs font-medium text-balance hyphens-auto",
        column.align !== "end" && "text-start",
        cellClass(column),
      )}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          className={clsx(
            "hover:text-ink inline-flex items-center gap-1",
            column.align === "end" && "flex-row-reverse",
          )}
          onClick={() => onSort({ key: column.key, descending: sorted ? !sorted.descending : true })}
        >
          {column.header}
          <Arrow aria-hidden className={clsx("size-3", !sorted && "opacity-0")} />
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

/** Arrow keys walk the rows, so that a long list is one tab stop. */
function moveByArrow(event: KeyboardEvent<HTMLTableSectionElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = (event.target as HTMLElement).closest("tr");
  const next = event.key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
  if (!(next instanceof HTMLElement) || next.tabIndex > 0) return;
  event.preventDefault();
  next.focus();
}

/** A click on a link or button inside the row means that, not the row; one in a dialog that was opened from it is heard here as well. */
function opensRow({ target, currentTarget }: MouseEvent<HTMLTableRowElement>): boolean {
  if (!(target instanceof Element) || !currentTarget.contains(target)) return false;
  return target.closest("a, button, input, label") === null;
}

/** Enter on the row itself. Its default is prevented, or the same keystroke would press the button that is focused next. */
function opensByKey(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || event.target !== event.currentTarget) return false;
  event.preventDefault();
  return true;
}

export function TableSkeleton<T>({ columns, rows = 8 }: { columns: Column<T>[]; rows?: number }) {
  return (
    <div role="status" aria-label={m.kit.loading}>
      <div className="bg-sunken h-9 border-b" />
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-10 items-center gap-6 border-b px-4 last:border-b-0">
          {columns.map((column, index) => (
            <div
              key={column.key}
              className={clsx(index === 0 ? "w-1/3" : "w-1/6 grow", column.from && AS_BLOCK[column.from])}
            >
              <Skeleton className="h-3.5" />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
