"""Figures drawn again as parts of the page.

A figure's own file has letters as outlines and everything in full. Comes in: such a file,
read strictly (`reader`). Goes out: its shapes on whole numbers, alike ones once (`geometry`),
letters as text (`text`), and the same in the dark (`colours`).
"""
