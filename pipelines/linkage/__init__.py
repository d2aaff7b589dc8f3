"""Links between the records of different agencies, by equal keyed numbers."""
