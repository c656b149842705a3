# Finds cpp-httplib, as httplib::httplib: by its own CMake package, or else by pkg-config, for
# Debian 12 ships no CMake package.
include(FindPackageHandleStandardArgs)

find_package(httplib CONFIG QUIET)
if(NOT TARGET httplib::httplib)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(cpp-httplib QUIET IMPORTED_TARGET cpp-httplib)
  endif()
  if(TARGET PkgConfig::cpp-httplib)
    add_library(httplib::httplib INTERFACE IMPORTED)
    target_link_libraries(httplib::httplib INTERFACE PkgConfig::cpp-httplib)
    set(httplib_VERSION ${cpp-httplib_VERSION})
  endif()
endif()

if(TARGET httplib::httplib)
  set(httplib_target httplib::httplib)
endif()
find_package_handle_standard_args(httplib REQUIRED_VARS httplib_target
                                  VERSION_VAR httplib_VERSION)
