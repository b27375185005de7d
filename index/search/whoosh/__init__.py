"""The embedded search engine, over Whoosh."""
