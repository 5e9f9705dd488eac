"""Many worlds: which organisations are compared, their replications, and where these run."""
