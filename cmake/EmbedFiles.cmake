# SPDX-License-Identifier: GPL-3.0-or-later
# Writes OUT: the comma-separated FILES as byte arrays. Called by noctule_embed at build time.
string(REPLACE "," ";" files "${FILES}")
set(arrays "")
set(entries "")
set(number 0)
foreach(file IN LISTS files)
  get_filename_component(base ${file} NAME)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char file_${number}[] = {${bytes}0};\n")
  string(APPEND entries "  {\"${base}\", {reinterpret_cast<const char*>(file_${number}), sizeof file_${number} - 1}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUT} "#include \"${NAMESPACE}_${NAME}.h\"
namespace {
${arrays}
const noctule::EmbeddedFile files[] = {
${entries}};
}
const std::span<const noctule::EmbeddedFile> noctule::${NAMESPACE}::${NAME}{files};
")
