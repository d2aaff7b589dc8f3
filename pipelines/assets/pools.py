"""The pool that lets one run at a time write the warehouse."""

POOL = "warehouse"
