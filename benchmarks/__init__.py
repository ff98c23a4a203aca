"""Benchmarks that stand beside the promises they defend. Each prints a ratio, measured in one run, and fails below the promise."""
