"""The values everyone speaks.

Owns money, quantities, ids, time, periods, pages, errors and the shape of a fact. Nothing here does input or output, reads the
system clock by itself, or knows a table, a route or a company. Everything above may import it; it imports nothing of Trunkline.

Invariants: money is whole minor units of one currency; quantities and ratios are exact; times are aware UTC; periods are half-open
and derived from the original anchor.
"""
