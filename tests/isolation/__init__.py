"""What a parser that a hostile file took over can do, behind each layer and behind all."""
