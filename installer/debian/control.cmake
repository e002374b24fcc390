# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package: `cpack --preset release` after the preset release; tools/package.sh builds and checks it.
# Debian's own triggers bring the databases of icons, file types and desktop entries up to date: there are no scripts.

# The version of the package and the date of the manual pages have one source, Debian's changelog.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/changelog changelog_head LIMIT_COUNT 1)
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/changelog changelog_signature REGEX "^ -- " LIMIT_COUNT 1)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/changelog)
if(NOT changelog_head MATCHES "^ciphergrad \\(([0-9.]+)-([0-9]+)\\) ")
    message(FATAL_ERROR "installer/debian/changelog must begin with: ciphergrad (VERSION-REVISION)")
endif()
if(NOT CMAKE_MATCH_1 VERSION_EQUAL PROJECT_VERSION)
    message(FATAL_ERROR "installer/debian/changelog begins with version ${CMAKE_MATCH_1}, not ${PROJECT_VERSION}")
endif()
set(CPACK_DEBIAN_PACKAGE_RELEASE ${CMAKE_MATCH_2})
if(NOT changelog_signature MATCHES ", ([0-9]+ [A-Z][a-z][a-z] [0-9]+) ")
    message(FATAL_ERROR "the first entry of installer/debian/changelog must end with its date")
endif()
set(CG_RELEASE_DATE ${CMAKE_MATCH_1})

set(CPACK_PACKAGE_NAME ciphergrad)
set(CPACK_PACKAGE_VENDOR "Ciphergrad developers")
set(CPACK_PACKAGE_CONTACT "Ciphergrad developers <developers@ciphergrad.invalid>")
set(CPACK_PACKAGE_HOMEPAGE_URL "https://ciphergrad.invalid")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
    "Ciphergrad trains neural networks whose weights are homomorphically encrypted
and shows what happens on the way. The trainer has the data in the clear and
only public keys; weights, loss and predictions are ciphertexts to it. A key
holder, a process of its own, draws and seals the initial weights and may open
the loss, single predictions or the whole network.

There is a window for the lecture hall, ciphergrad, and a command line that
needs no display, ciphergrad-cli.

It is a teaching tool: its scheme VHE is known to be broken, and it must not be
used for real data.")
set(CPACK_PACKAGE_FILE_NAME ciphergrad-${PROJECT_VERSION})
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# The libraries are found by dpkg-shlibdeps; it sees neither the plugin that reads SVG icons nor the font.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6svg6, fonts-dejavu-core")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-translations-l10n")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "qt6-wayland")
include(CPack)
