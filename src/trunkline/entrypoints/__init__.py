"""How the outside gets in: HTTP, the socket, the worker and the command line. `wiring` is the one place that chooses adapters."""
