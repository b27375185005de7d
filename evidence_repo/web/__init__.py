"""The pages: one package per topic, each with its blueprint, views and forms; they call services."""
