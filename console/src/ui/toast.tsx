import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { createContext, useCallback, useContext, useState, type ReactNode } from "react";
import { DIRECTION } from "@/app/language";
import { m } from "@/app/messages";

type Toast = { id: number; tone: "good" | "bad"; text: string };
type Say = (text: string, tone?: Toast["tone"]) => void;

const ToastContext = createContext<Say>(() => {});
let nextId = 1;

export const useToast = (): Say => useContext(ToastContext);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const say = useCallback<Say>((text, tone = "good") => {
    setToasts((shown) => [...shown.slice(-2), { id: nextId++, tone, text }]);
  }, []);
  const remove = (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id));
  return (
    <ToastContext value={say}>
      <Radix.Provider
        duration={5000}
        label={m.kit.notification}
        swipeDirection={DIRECTION === "rtl" ? "left" : "right"}
      >
        {children}
        {toasts.map((toast) => (
          <ToastItem key={toast.id} toast={toast} onGone={() => remove(toast.id)} />
        ))}
        <Radix.Viewport className="fixed end-4 bottom-4 z-60 flex w-88 max-w-[calc(100vw-2rem)] flex-col gap-2" />
      </Radix.Provider>
    </ToastContext>
  );
}

function ToastItem({ toast, onGone }: { toast: Toast; onGone: () => void }) {
  const Icon = toast.tone === "good" ? CircleCheck : CircleAlert;
  return (
    <Radix.Root
      onOpenChange={(open) => !open && onGone()}
      className="animate-slide bg-surface shadow-pop flex items-start gap-2.5 rounded-lg px-3.5 py-3"
    >
      <Icon aria-hidden className={toast.tone === "good" ? "text-good mt-0.5 size-4" : "text-bad mt-0.5 size-4"} />
      <Radix.Description className="min-w-0 flex-1 text-sm break-words">{toast.text}</Radix.Description>
      <Radix.Close aria-label={m.kit.close} className="text-ink-3 hover:text-ink">
        <X aria-hidden className="size-4" />
      </Radix.Close>
    </Radix.Root>
  );
}
