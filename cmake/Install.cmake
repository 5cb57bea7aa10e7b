# SPDX-License-Identifier: GPL-3.0-or-later
# What `make install` and the Debian package contain. Paths in the systemd units follow the prefix
# that was given when configuring.
set(debian_paths OFF)
if(CMAKE_INSTALL_PREFIX MATCHES "^/usr/?$")
  set(debian_paths ON)
endif()
set(doc_folder ${CMAKE_INSTALL_DATAROOTDIR}/doc/noctule)
set(config_folder ${CMAKE_INSTALL_FULL_SYSCONFDIR}/noctule)
find_program(GZIP gzip REQUIRED)

# Compresses FILE into build/install/NAME.gz, without time and name, and sets OUT to its path.
function(noctule_gzip file name out)
  set(target ${CMAKE_BINARY_DIR}/install/${name}.gz)
  add_custom_command(OUTPUT ${target}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/install
    COMMAND sh -c "exec \"$1\" -9nc \"$2\" > \"$3\"" sh ${GZIP} ${file} ${target}
    DEPENDS ${file} VERBATIM)
  set(${out} ${target} PARENT_SCOPE)
endfunction()

install(TARGETS noctule RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

set(compressed)
foreach(page IN LISTS manual_pages)
  cmake_path(GET page FILENAME name)
  string(REGEX MATCH "[0-9]$" section ${name})
  noctule_gzip(${page} ${name} target)
  list(APPEND compressed ${target})
  install(FILES ${target} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

set(completions ${NOCTULE_REFERENCE}/completions)
install(FILES ${completions}/noctule.bash RENAME noctule
        DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/bash-completion/completions)
install(FILES ${completions}/noctule.fish
        DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/fish/vendor_completions.d)
set(zsh_folder site-functions)
if(debian_paths)
  set(zsh_folder vendor-completions)
endif()
install(FILES ${completions}/_noctule DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/zsh/${zsh_folder})

set(unit_folder lib/systemd/system)
if(debian_paths)
  set(unit_folder /lib/systemd/system)
endif()
foreach(unit noctule.service noctule-bulk.service noctule-bulk.timer)
  file(READ assets/systemd/${unit} text)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS assets/systemd/${unit})
  string(REPLACE /usr/local/bin ${CMAKE_INSTALL_FULL_BINDIR} text "${text}")
  string(REPLACE /etc/noctule ${config_folder} text "${text}")
  file(CONFIGURE OUTPUT install/${unit} CONTENT "${text}" @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/install/${unit} DESTINATION ${unit_folder})
endforeach()
install(FILES packaging/sysusers.conf RENAME noctule.conf DESTINATION lib/sysusers.d)
install(FILES packaging/tmpfiles.conf RENAME noctule.conf DESTINATION lib/tmpfiles.d)

# An existing configuration is kept.
install(CODE "
  set(target \"\$ENV{DESTDIR}${config_folder}/noctule.toml\")
  if(EXISTS \"\${target}\")
    message(STATUS \"Keeping: \${target}\")
  else()
    file(INSTALL \"${NOCTULE_REFERENCE}/noctule.toml\" DESTINATION \"${config_folder}\")
  endif()")

noctule_gzip(${CMAKE_SOURCE_DIR}/CHANGELOG.md changelog target)
list(APPEND compressed ${target})
install(FILES ${target} README.md SECURITY.md schema/openapi.yaml DESTINATION ${doc_folder})
install(FILES packaging/copyright DESTINATION ${doc_folder})
install(DIRECTORY docs/ DESTINATION ${doc_folder}/guide FILES_MATCHING PATTERN "*.md")
install(PROGRAMS examples/night.py examples/night.R examples/night.sh examples/decibels.py
        scripts/slurm/merge-parts DESTINATION ${doc_folder}/examples)
install(FILES examples/README.md scripts/slurm/noctule-array.sbatch assets/example.wav
        DESTINATION ${doc_folder}/examples)
add_custom_target(compressed_files ALL DEPENDS ${compressed})
