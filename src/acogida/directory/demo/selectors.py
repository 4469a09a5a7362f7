from acogida.directory.demo.identity import SOURCE
from acogida.directory.models import Organization


def holds_demonstration() -> bool:
    """Whether pages made from this database must say that it is made up."""
    return Organization.objects.filter(source=SOURCE).exists()
