"""Who may come in, and what they may do.

Owns: users, their passwords and sessions, API keys, roles and the catalogue of permissions.
Does not own: companies (it knows them by id only), the data that the permissions open, the limits of other rooms' routes.

Invariants:
- No password, token or key is stored, logged or announced; only Argon2id hashes and SHA-256 digests are kept.
- A failed sign-in never says which part was wrong, and costs the same for an unknown e-mail.
- Nobody gives away a permission that he does not hold himself; an API key never holds more than whoever made it.
- The operator's permissions (`Permission.for_operator`) never reach a company's people, whatever their roles say.
- There is always an active super admin.
- A change of roles, a sign-out or a disabled user takes effect in every process within a second.
"""
