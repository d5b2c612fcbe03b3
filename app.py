"""``streamlit run app.py``: the same page script that ``qa serve`` mounts."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).parent / "qa" / "ui" / "main.py"), run_name="__main__")
