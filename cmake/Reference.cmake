# SPDX-License-Identifier: GPL-3.0-or-later
# Manual pages, completions and the default configuration, written from the program's options.
file(GLOB reference_sources CONFIGURE_DEPENDS apps/reference/*.cpp)
add_executable(noctule_reference ${reference_sources})
target_link_libraries(noctule_reference PRIVATE noctule_commands noctule_flags)

string(TIMESTAMP reference_date "%Y-%m-%d" UTC)  # or SOURCE_DATE_EPOCH
set(NOCTULE_REFERENCE ${CMAKE_BINARY_DIR}/reference)
set(manual_pages noctule.1 noctule-ingest.1 noctule-render.1 noctule-compress.1 noctule-bulk.1
    noctule-serve.1 noctule-token.1)
list(TRANSFORM manual_pages PREPEND ${NOCTULE_REFERENCE}/man/)
list(APPEND manual_pages ${NOCTULE_REFERENCE}/man/noctule.toml.5)
add_custom_command(
  OUTPUT ${manual_pages} ${NOCTULE_REFERENCE}/noctule.toml
         ${NOCTULE_REFERENCE}/completions/noctule.bash ${NOCTULE_REFERENCE}/completions/_noctule
         ${NOCTULE_REFERENCE}/completions/noctule.fish ${NOCTULE_REFERENCE}/commands.md
  COMMAND noctule_reference ${NOCTULE_REFERENCE} /var/lib/noctule/noctule.db ${reference_date}
  DEPENDS noctule_reference VERBATIM)
add_custom_target(reference ALL DEPENDS ${NOCTULE_REFERENCE}/noctule.toml)
