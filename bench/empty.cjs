// What Node itself takes: a module with nothing in it.
