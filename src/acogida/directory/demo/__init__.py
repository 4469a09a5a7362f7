"""A made-up network of organisations, for showing, trying and testing (docs/explanation/demo.md).

`data/` holds what was written by hand; `network.records` puts it together; `services.install` loads it.
"""
