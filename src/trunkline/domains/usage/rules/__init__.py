"""The decisions of usage: what can be counted, what it is rated under, and what a batch adds to which total."""
