"""Written policy, and policy beside practice."""
