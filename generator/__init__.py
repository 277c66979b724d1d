"""Turn approval packages (guides/) into guides: web pages, PDFs and a searchable site."""
