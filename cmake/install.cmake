# What `cmake --install` gives: headers, libraries, and their descriptions for CMake and pkg-config.
# Nothing in it holds an absolute path, so the prefix may be moved. Two components: what a program
# needs to run, and what it takes besides to build one.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/bentocloud)

install(DIRECTORY include/bentocloud DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
        FILES_MATCHING PATTERN *.hpp PATTERN testing EXCLUDE)

install(TARGETS bentocloud EXPORT bentocloudTargets
        RUNTIME COMPONENT runtime
        LIBRARY COMPONENT runtime NAMELINK_COMPONENT development
        ARCHIVE COMPONENT development)
install(EXPORT bentocloudTargets NAMESPACE bentocloud:: DESTINATION ${package_dir}
        COMPONENT development)

# What goes wherever the library goes.
include(cmake/sbom.cmake)
install(FILES LICENSE cmake/third_party_notices.txt ${PROJECT_BINARY_DIR}/bentocloud.spdx.json
        DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)

# bentocloud_pkg_config(NAME DESCRIPTION REQUIRES LIBS): what pkg-config says of the library NAME.
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH pc_to_prefix /${pc_dir} /)
function(bentocloud_pkg_config pc_name pc_description pc_requires pc_libs)
  configure_file(cmake/bentocloud.pc.in ${pc_name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${pc_name}.pc DESTINATION ${pc_dir} COMPONENT development)
endfunction()

# What a static library is made of, its user has to link. (Not as Requires.private, which serves
# `pkg-config --static`: that would ask for all that libcurl itself is made of.)
if(BUILD_SHARED_LIBS)
  set(links_statically OFF)
  set(pc_cflags "")
  set(pc_requires "")
  set(pc_libs "")
else()
  set(links_statically ON)
  set(pc_cflags "-DBENTOCLOUD_STATIC")
  set(pc_requires "libcurl >= 7.80, yaml-cpp")
  set(pc_libs "${CMAKE_THREAD_LIBS_INIT}")
endif()

bentocloud_pkg_config(bentocloud "${PROJECT_DESCRIPTION}" "${pc_requires}" "${pc_libs}")

# An export of its own: only bentocloud::testing needs libmicrohttpd.
set(find_modules "")
if(BENTOCLOUD_TESTING)
  install(DIRECTORY include/bentocloud/testing DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/bentocloud
          COMPONENT development)
  install(TARGETS bentocloud_testing EXPORT bentocloudTestingTargets COMPONENT development)
  install(EXPORT bentocloudTestingTargets NAMESPACE bentocloud:: DESTINATION ${package_dir}
          COMPONENT development)
  set(pc_requires "bentocloud = ${PROJECT_VERSION}")
  if(links_statically)
    set(find_modules cmake/Findmicrohttpd.cmake)
    string(APPEND pc_requires ", libmicrohttpd >= 0.9.71")
  endif()
  bentocloud_pkg_config(bentocloud_testing "BentoCloud in memory, for the tests of programs"
                        "${pc_requires}" "")
endif()

configure_package_config_file(cmake/bentocloudConfig.cmake.in bentocloudConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(bentocloudConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/bentocloudConfig.cmake
              ${PROJECT_BINARY_DIR}/bentocloudConfigVersion.cmake
              ${find_modules}
        DESTINATION ${package_dir} COMPONENT development)
