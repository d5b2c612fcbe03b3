"""The real pages over a library in memory: ``streamlit run tests/ui/fake_app.py`` from the checkout's root."""

import os
import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from qa.ui import state  # noqa: E402
from tests.ui.fake_library import FakeLibrary  # noqa: E402

if state._library is None:
    library = FakeLibrary(samples="EMPTY" not in os.environ, step=float(os.environ.get("STEP", "0.4")))
    if "EMPTY" not in os.environ:
        library.draw_samples()
    state.use(library)  # type: ignore[arg-type]
runpy.run_path(str(ROOT / "qa" / "ui" / "main.py"), run_name="__main__")
