"""The scorecard as data: one answer to which rows, which order, which words, for page, CSV and XLSX (BCC-03). Pure."""
