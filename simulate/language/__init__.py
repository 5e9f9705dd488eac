"""Every word a person reads: whole sentences from one catalogue, numbers and lists from one formatter.

A sentence is said whole, with its values by name, so that another language may put them in another order:

    say("{gave_up} of {children} children gave up", gave_up=number(gave_up), children=number(children))

Nothing is taken apart or glued together, and no `s` is added to a word: `say_n` has a sentence for one and a sentence
for many. What is written down before anybody asks for it (the label of a measure) is marked by `mark`, and said by
`said` where it is shown. Keys, names of files and of columns are no words: they are the same in every language.
"""

from simulate.language.catalogue import Catalogue, language_code, mark, said, say, say_n, speak, spoken_now

__all__ = ["Catalogue", "language_code", "mark", "said", "say", "say_n", "speak", "spoken_now"]
