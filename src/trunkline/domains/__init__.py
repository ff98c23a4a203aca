"""The rooms, bottom to top: access, settings, tenants, marketplace, usage, currencies, ledger, billing, payments, notifications,
analytics, predictions, operations. A room may import those below it; low rooms never call up, they announce.
"""
