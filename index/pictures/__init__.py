"""Pictures of pages: of PDF by pdfium, of photographs and scans by Pillow."""
