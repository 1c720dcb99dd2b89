"""HTTP/1.1 over sockets, and who may ask; nothing here knows what a site is."""
