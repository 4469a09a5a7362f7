class DomainError(Exception):
    """A rule of the domain says no. Subclasses are named by the fact; the message is for the person who asked."""
