import pytest

from tests.directory.importing.imported import Importer


@pytest.fixture
def importer(tmp_path, db) -> Importer:
    return Importer(tmp_path)
