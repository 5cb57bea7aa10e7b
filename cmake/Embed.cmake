# SPDX-License-Identifier: GPL-3.0-or-later
# noctule_embed(target namespace name pattern…): the files that match the patterns become
# `noctule::NAMESPACE::NAME`, an array of {file name, text} sorted by name, in NAMESPACE_NAME.h.
function(noctule_embed target namespace name)
  file(GLOB files CONFIGURE_DEPENDS ${ARGN})
  list(SORT files)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded/${namespace}_${name})
  string(JOIN "," joined ${files})
  add_custom_command(OUTPUT ${out}.cpp
    COMMAND ${CMAKE_COMMAND} -DNAMESPACE=${namespace} -DNAME=${name} "-DFILES=${joined}"
            -DOUT=${out}.cpp -P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/EmbedFiles.cmake
    DEPENDS ${files} ${CMAKE_CURRENT_SOURCE_DIR}/cmake/EmbedFiles.cmake VERBATIM)
  file(CONFIGURE OUTPUT ${out}.h CONTENT [[#pragma once
#include <span>
#include "core/embedded.h"
namespace noctule::@namespace@ {
extern const std::span<const EmbeddedFile> @name@;
}
]] @ONLY)
  set_source_files_properties(${out}.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${out}.cpp)
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded)
endfunction()
