"""How much the readers take from one raw file, page or record. What goes beyond ends in the table of rejects.

They keep memory and time bounded whatever a file holds: a page of the limit's size takes about a second and 100 MB. No
news page comes near them; raise them here where a corpus needs it.
"""

# one page
MAX_LETTERS = 1_000_000  # a thick book
MAX_TEXT_BYTES = 2_000_000  # as many letters of Russian
MAX_HTML_BYTES = 3_000_000
MAX_HTML_TAGS = 8_000  # a news page has one or two thousand

# one record, or one line, of a list
MAX_RECORD_BYTES = 8_000_000
MAX_COLUMNS = 1_000
MAX_EXCEL_COLUMNS = 200
# a workbook, unpacked
MAX_EXCEL_BYTES = 256_000_000
# one file of JSON that is not a list of lines
MAX_JSON_BYTES = 64_000_000

# what is unpacked from one compressed file or archive, with all that is packed in it: text shrinks to a tenth, pages of
# one site to a fiftieth, a decompression bomb to less than a thousandth
MAX_UNPACKED_BYTES = 100_000_000  # always allowed
MAX_UNPACKED_RATIO = 200  # times the size of the packed file
MAX_NESTING = 4  # archives within archives
MAX_ENTRIES = 1_000_000  # of one archive
MAX_ZIP_DIRECTORY_BYTES = 64_000_000
MAX_TAR_HEADER_BYTES = 1_000_000
MAX_WARC_HEADER_BYTES = 64_000
MAX_BROKEN_RECORDS = 1_000  # of a crawl, before its rest is given up
# parts of an archive that have to be read out of order are copied to a temporary file
IN_MEMORY_BYTES = 16_000_000

# from how much of a file its kind and encoding are told
HEAD_BYTES = 1 << 16
