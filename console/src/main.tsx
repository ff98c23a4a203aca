import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { announceLanguage } from "./app/language";
import { newQueryClient, Providers } from "./app/providers";
import { sessionQuery } from "./app/session";
import { newRouter } from "./app/router";
import { followSystemTheme } from "./app/theme";
import "./ui/styles.css";

announceLanguage();
followSystemTheme();
const client = newQueryClient(() => {
  client.setQueryData(sessionQuery.queryKey, null);
  void router.invalidate();
});
const router = newRouter(client);
const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");

createRoot(place).render(
  <StrictMode>
    <Providers client={client}>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
