from acogida.core.errors import DomainError


class ImportFailed(DomainError):
    """The source can't be read, or not to its end. Nothing of it was kept; the message says where and why."""
