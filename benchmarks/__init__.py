"""Measurements that are run by hand: they are no tests, and no second is ever asserted."""
