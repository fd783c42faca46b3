"""glue/etl/documents.py against the schemas that it comes from."""

import importlib.util
from pathlib import Path

TOOL = Path(__file__).parents[2] / "tools" / "types" / "python.py"


def test_the_typed_dicts_are_those_of_schemas_meta():
    spec = importlib.util.spec_from_file_location("types_of_documents", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    is_stale = tool.DOCUMENTS.read_text() != tool.python_file()
    assert not is_stale, "glue/etl/documents.py is not what schemas/meta says; run `npm run types`"
