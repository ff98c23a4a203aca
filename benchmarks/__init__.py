"""Benchmarks that stand beside the promises they defend: `python -m benchmarks`, or one by name. See README.md here.

A module is a benchmark: `ENGINES` says which databases it is run on, `rows(engine)` measures. Every ratio is of two figures that were
measured in the same run, taking turns, because a machine that is shared is never the same machine twice.
"""
