"""What stands between a stranger's file and this machine."""

from index.isolation.layers import ALL_LAYERS, Isolation, Layer, Obstacle

__all__ = ["ALL_LAYERS", "Isolation", "Layer", "Obstacle"]
