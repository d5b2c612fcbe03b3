"""The pages, a file each. Not called ``pages``: Streamlit runs files of a folder of that name without ``main.py``."""
