"""/stats: figures in words, as a picture, as a table and as a report for handing in.

`pages.py` is entered first; what several of them say is in `words.py`, what is drawn or becomes a file in `sheets.py`.
"""
