"""Machinery that knows no business: configuration, database, scope, journal, jobs, wake-ups, cache, limits, files, web, telemetry.

Every part that reaches outside the process has two sizes behind one Protocol: in the process, and on an existing engine. Nothing here
imports a room; what a room must supply (who is signed in, which jobs exist) is handed in by `entrypoints.wiring`.
"""
