# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package: `make deb`. Two builds of one commit have the same bytes, if SOURCE_DATE_EPOCH
# is set (the Makefile sets it to the commit's date).
set(NOCTULE_MAINTAINER "The noctule authors <noctule@example.org>" CACHE STRING "Maintainer of the package")
set(NOCTULE_DEBIAN_VERSION ${PROJECT_VERSION}-1)
string(TIMESTAMP NOCTULE_DEBIAN_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(packaging/changelog.in install/changelog.Debian @ONLY)
if(debian_paths)
  noctule_gzip(${CMAKE_BINARY_DIR}/install/changelog.Debian changelog.Debian target)
  add_custom_target(debian_changelog ALL DEPENDS ${target})
  install(FILES ${target} DESTINATION ${doc_folder})
  install(FILES packaging/lintian-overrides RENAME noctule
          DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/lintian/overrides)
endif()
file(CONFIGURE OUTPUT install/conffiles CONTENT "/etc/noctule/noctule.toml\n")

set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON)  # the package has files outside /usr
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_NAME noctule)
set(CPACK_PACKAGE_VENDOR "noctule")
set(CPACK_PACKAGE_CONTACT "${NOCTULE_MAINTAINER}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers, tzdata")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "spectrograms of ultrasonic bat recordings, in bulk and over HTTP")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"noctule turns ultrasonic recordings of bats into spectrogram images: denoised,
with an exact time axis, of any duration. It finds and measures the calls.

It draws single files or whole nights, from the command line, from cron, as a
Slurm job array or over HTTP with a web page. One SQLite file remembers every
recording, image, call and annotation.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${CMAKE_SOURCE_DIR}/packaging/postinst;${CMAKE_SOURCE_DIR}/packaging/prerm"
    "${CMAKE_SOURCE_DIR}/packaging/postrm;${CMAKE_BINARY_DIR}/install/conffiles")
include(CPack)
