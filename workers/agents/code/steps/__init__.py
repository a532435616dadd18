"""The steps of the code agent: settle what is to be done, have pages written, write files, build, show."""
