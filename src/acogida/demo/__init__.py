"""People for the demonstration network: colleagues who can sign in, and the households they work with.

`data/` holds what was written by hand, `invented` puts families together with the same dice that the directory uses,
`install` has colleagues do their work by the services that the pages call. docs/explanation/demo.md.
"""
