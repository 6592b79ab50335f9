"""The text library: pure Python, no Django, no settings, no clock.

Everything the library must know from outside (a document's date, its pair, options) is passed in.
"""
