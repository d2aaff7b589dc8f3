"""From facts to measures: sums, shares, medians and cohorts. Pure: SQL from declarations, on a connection given."""
