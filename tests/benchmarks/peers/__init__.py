"""The network of four stations in other simulators, each as its own documentation would write it."""
