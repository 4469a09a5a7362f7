"""Starting the web process must not load the compiler or the exact solver."""

import subprocess
import sys

import pytest

HEAVY = ("numba", "highspy", "llvmlite")


@pytest.mark.parametrize(
    "statement",
    ["import acogida", "import acogida.placement", "from acogida.placement import Problem, verify, explain_household"],
)
def test_import_is_light(statement: str) -> None:
    code = f"{statement}; import sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_placement_knows_no_django() -> None:
    code = "from acogida.placement import solve, resolve, simulate; import sys; print('django' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_everything_promised_is_there() -> None:
    import acogida.placement as placement

    assert all(getattr(placement, name) is not None for name in placement.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'greed'"):
        placement.greed  # type: ignore[attr-defined]  # noqa: B018
