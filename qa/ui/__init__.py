"""The living room: the Streamlit app."""
