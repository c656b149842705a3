# Finds GNU libmicrohttpd, as microhttpd::microhttpd. pkg-config, where there is one, says where it
# is and what a static one has to be linked with.
include(FindPackageHandleStandardArgs)

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(PC_microhttpd QUIET libmicrohttpd)
endif()
find_path(microhttpd_INCLUDE_DIR microhttpd.h HINTS ${PC_microhttpd_INCLUDE_DIRS})
find_library(microhttpd_LIBRARY NAMES microhttpd libmicrohttpd libmicrohttpd-dll
             HINTS ${PC_microhttpd_LIBRARY_DIRS})
mark_as_advanced(microhttpd_INCLUDE_DIR microhttpd_LIBRARY)

# The header has the version as 0x00097502 for 0.9.75.
if(microhttpd_INCLUDE_DIR)
  file(STRINGS ${microhttpd_INCLUDE_DIR}/microhttpd.h microhttpd_VERSION
       REGEX "define MHD_VERSION 0x" LIMIT_COUNT 1)
  string(REGEX REPLACE ".*0x0*([0-9]+)([0-9])([0-9][0-9])[0-9][0-9].*" "\\1.\\2.\\3"
         microhttpd_VERSION "0${microhttpd_VERSION}")
endif()

find_package_handle_standard_args(microhttpd
  REQUIRED_VARS microhttpd_LIBRARY microhttpd_INCLUDE_DIR VERSION_VAR microhttpd_VERSION)

if(microhttpd_FOUND AND NOT TARGET microhttpd::microhttpd)
  add_library(microhttpd::microhttpd UNKNOWN IMPORTED)
  set_target_properties(microhttpd::microhttpd PROPERTIES
    IMPORTED_LOCATION ${microhttpd_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${microhttpd_INCLUDE_DIR})
  if(microhttpd_LIBRARY MATCHES "\\.(a|lib)$")
    target_link_libraries(microhttpd::microhttpd INTERFACE ${PC_microhttpd_STATIC_LINK_LIBRARIES})
    if(WIN32)
      target_link_libraries(microhttpd::microhttpd INTERFACE ws2_32)
    endif()
  endif()
endif()
