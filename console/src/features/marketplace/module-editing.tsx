import { Plus } from "lucide-react";
import { useState } from "react";
import type { Module } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { useToast } from "@/ui/toast";
import { AddPlanDialog } from "./add-plan-dialog";
import { ModuleDialog } from "./module-dialog";

/** What the operator does to a module: its texts, and further plans. */
export function ModuleEditing({ module }: { module: Module }) {
  const [open, setOpen] = useState<"texts" | "plan" | null>(null);
  const say = useToast();
  const close = () => setOpen(null);
  const saved = () => {
    close();
    say(m.kit.saved);
  };
  return (
    <>
      <Button onClick={() => setOpen("texts")}>{m.catalogue.edit_module}</Button>
      <Button look="primary" onClick={() => setOpen("plan")}>
        <Plus aria-hidden className="size-4" />
        {m.catalogue.add_plan}
      </Button>
      {open === "texts" ? <ModuleDialog module={module} onDone={saved} onClose={close} /> : null}
      {open === "plan" ? <AddPlanDialog module={module} onClose={close} /> : null}
    </>
  );
}
