import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { NAV } from "./nav";

const PAUSE_MILLISECONDS_MAX = 1200;

/** "g" then a letter goes to a screen; ignored while somebody types. */
export function useShortcuts(): void {
  const navigate = useNavigate();
  useEffect(() => {
    let pressedAt = Number.NEGATIVE_INFINITY;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const follows = event.timeStamp - pressedAt <= PAUSE_MILLISECONDS_MAX;
      pressedAt = event.key === "g" && !follows ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (!follows) return;
      const item = NAV.flatMap((group) => group.items).find((candidate) => candidate.key === event.key);
      if (item) void navigate({ to: item.to as "/" });
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [navigate]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null
  );
}
