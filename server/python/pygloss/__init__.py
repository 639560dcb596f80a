"""The program `pygloss`, packaged for Python."""
