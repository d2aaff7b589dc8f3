"""Privacy: column classes, detectors, keyed pseudonyms, and the gate that every file passes."""
