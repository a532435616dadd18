"""Products: the records that ProductOS's agents leave behind for the clients that build on them."""
