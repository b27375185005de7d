"""From bytes to findable text: media types, extraction, document header, Vietnamese text, engines."""
