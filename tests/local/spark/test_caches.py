"""What a warm worker keeps is what the next job would have made."""

import sys
import zipfile
import zipimport

import botocore.loaders
import botocore.session
import pytest

from local.spark.caches import keep_what_never_changes


@pytest.fixture
def compiled(monkeypatch):
    """The paths of the modules that were compiled."""
    paths = []
    compile_source = zipimport._compile_source
    monkeypatch.setattr(zipimport, "_compile_source", lambda *given: paths.append(given[0]) or compile_source(*given))
    monkeypatch.setattr(botocore.session, "create_loader", botocore.loaders.create_loader)
    keep_what_never_changes()
    return paths


def load(archive, text):
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("shared_caches/__init__.py", "")
        packed.writestr("shared_caches/part.py", text)
    sys.path.insert(0, str(archive))
    try:
        from shared_caches import part

        return part
    finally:
        sys.path.remove(str(archive))
        for name in ("shared_caches", "shared_caches.part"):
            sys.modules.pop(name, None)


def test_a_module_is_compiled_once_while_its_text_is_the_same(tmp_path, compiled):
    first = load(tmp_path / "one.zip", "def where():\n    return 1\n")
    again = load(tmp_path / "two.zip", "def where():\n    return 1\n")
    other = load(tmp_path / "three.zip", "def where():\n    return 2\n")
    assert (first.where(), again.where(), other.where()) == (1, 1, 2)
    assert [path for path in compiled if path.endswith("part.py")] == [
        str(tmp_path / name / "shared_caches" / "part.py") for name in ("one.zip", "three.zip")
    ]


def test_a_traceback_names_the_archive_of_its_own_run(tmp_path, compiled):
    load(tmp_path / "one.zip", "def where():\n    raise ValueError\n")
    again = load(tmp_path / "two.zip", "def where():\n    raise ValueError\n")
    with pytest.raises(ValueError) as raised:
        again.where()
    assert str(raised.traceback[-1].path) == str(tmp_path / "two.zip" / "shared_caches" / "part.py")


def test_sessions_share_the_models_of_services(compiled):
    loaders = [botocore.session.Session().get_component("data_loader") for _ in range(2)]
    assert loaders[0] is loaders[1]
