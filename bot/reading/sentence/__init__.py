"""One sentence read as a report: every piece that is certain becomes the answer its step would have made of it, what has
two readings is kept to be asked, and the rest of the words is left alone. Pure; beginning the dialog is the use case's.
"""
