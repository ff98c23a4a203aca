import type { RoleKey } from "@/api/types";
import { useQuery } from "@tanstack/react-query";
import { useIsOperator } from "@/app/session";
import { m } from "@/app/messages";
import { CheckField } from "@/ui/field";
import { LinesSkeleton } from "@/ui/skeleton";
import { rolesQuery } from "./data";

/** The roles on offer, as check boxes named `roles`; the operator's own are only the operator's to give. */
export function RoleChoices({ chosen }: { chosen: readonly string[] }) {
  const operator = useIsOperator();
  const { data } = useQuery(rolesQuery);
  if (!data) return <LinesSkeleton lines={3} />;
  const offered = data.filter((role) => operator || role.key !== "super_admin");
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{m.fields.roles}</legend>
      {offered.map((role) => (
        <CheckField
          key={role.key}
          name="roles"
          value={role.key}
          label={m.roles[role.key] ?? role.name}
          hint={role.description}
          defaultChecked={chosen.includes(role.key)}
        />
      ))}
    </fieldset>
  );
}

/** The boxes that are ticked; their values came from the server's own list of roles. */
export const rolesFrom = (form: FormData): RoleKey[] => form.getAll("roles").map((role) => String(role) as RoleKey);
