# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the commit that is being built to OUTPUT; empty outside a git checkout. Run at every build,
# but the file changes only with the commit. Called with -D SOURCE=… -D OUTPUT=….
execute_process(COMMAND git -c safe.directory=* -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define NOCTULE_COMMIT \"${commit}\"\n")
