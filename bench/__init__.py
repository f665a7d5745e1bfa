"""Benchmarks: each measures ours and what it is compared with, in one process and one database."""
