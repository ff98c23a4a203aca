// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { LocaleProvider } from "@/ui/locale";
import { TooltipProvider } from "@/ui/tooltip";
import { ClockBadge, ClockProgress } from "./test-clock";

function rendered(what: React.ReactNode): HTMLElement {
  const host = document.createElement("div");
  host.innerHTML = renderToStaticMarkup(
    <LocaleProvider value={{ locale: "en-GB", zone: "Europe/Berlin" }}>
      <TooltipProvider>{what}</TooltipProvider>
    </LocaleProvider>,
  );
  return host;
}

const CLOCK = {
  company_id: "com_01h455vb4pex5vsknk084sn02q",
  now: "2026-02-28T23:05:00Z",
  advancing_from: "2026-01-01T08:00:00Z",
  advancing_to: "2027-01-01T08:00:00Z",
  job: { id: "job_01h455vb4pex5vsknk084sn02q", state: "running", done: 1407, total: 8760, error: null },
};

describe("a test company's clock", () => {
  it("is told as the day that it has where the reader is", () => {
    expect(rendered(<ClockBadge now={CLOCK.now} />).textContent).toBe("Test clock: 1 Mar 2026");
  });

  it("shows how far it is, in whole hundredths", () => {
    const shown = rendered(<ClockProgress clock={CLOCK} />);
    expect(shown.querySelector("progress")?.value).toBe(16);
    expect(shown.textContent).toContain("16 %");
  });

  it("says so when nobody moves it any more", () => {
    const stuck = { ...CLOCK, job: { ...CLOCK.job, state: "dead" } };
    expect(rendered(<ClockProgress clock={stuck} />).textContent).toContain("Advance it again");
  });
});
