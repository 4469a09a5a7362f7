from acogida.directory.models.capacity import Capacity
from acogida.directory.models.correction import Correction
from acogida.directory.models.directory_change import DirectoryChange
from acogida.directory.models.edit import Edit
from acogida.directory.models.location import Location
from acogida.directory.models.node_key import NodeKey
from acogida.directory.models.organization import Organization
from acogida.directory.models.private_site import PrivateSite
from acogida.directory.models.search_entry import SearchEntry, SearchWord
from acogida.directory.models.service import Service
from acogida.directory.models.service_at_location import ServiceAtLocation
from acogida.directory.models.taxonomy import Taxonomy, TaxonomyTerm

__all__ = [
    "Capacity",
    "Correction",
    "DirectoryChange",
    "Edit",
    "Location",
    "NodeKey",
    "Organization",
    "PrivateSite",
    "SearchEntry",
    "SearchWord",
    "Service",
    "ServiceAtLocation",
    "Taxonomy",
    "TaxonomyTerm",
]
