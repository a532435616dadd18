"""How the offline model uses tools: what a request wants, what the folder holds, and the one next thing to do.

Everything is a pure function of the messages and the tools on offer. A request is worked on by a
generator that yields the calls it wants and is sent their results; every model request plays it again
from the start with the results that the messages hold, so no state is kept between two of them.
"""
