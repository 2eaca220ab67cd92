#!/bin/sh
# ldif_pair.sh BIN FOLDER ENTRIES: the rows of ldif_pair.py, with the pair made in FOLDER.
exec python3 "$(dirname "$0")/ldif_pair.py" --bin "$1" --folder "$2" --entries "$3"
