"""What `make map` tells of one delivered file: what its headers and labels map to, and what its mapping still needs."""
