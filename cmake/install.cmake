# What `cmake --install` gives: headers, libraries, and their descriptions for CMake and pkg-config.
# Nothing in it holds an absolute path, so the prefix may be moved. Two components: what a program
# needs to run, and what it takes besides to build one.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/bentocloud)

install(DIRECTORY include/bentocloud DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
        FILES_MATCHING PATTERN *.hpp)

# Two exports: only bentocloud::testing needs cpp-httplib, and a program does not need that library.
install(TARGETS bentocloud EXPORT bentocloudTargets
        RUNTIME COMPONENT runtime
        LIBRARY COMPONENT runtime NAMELINK_COMPONENT development
        ARCHIVE COMPONENT development)
install(TARGETS bentocloud_testing EXPORT bentocloudTestingTargets COMPONENT development)
install(EXPORT bentocloudTargets NAMESPACE bentocloud:: DESTINATION ${package_dir}
        COMPONENT development)
install(EXPORT bentocloudTestingTargets NAMESPACE bentocloud:: DESTINATION ${package_dir}
        COMPONENT development)

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

configure_package_config_file(cmake/bentocloudConfig.cmake.in bentocloudConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(bentocloudConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/bentocloudConfig.cmake
              ${PROJECT_BINARY_DIR}/bentocloudConfigVersion.cmake
              cmake/Findhttplib.cmake
        DESTINATION ${package_dir} COMPONENT development)

set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH pc_to_prefix /${pc_dir} /)
configure_file(cmake/bentocloud.pc.in bentocloud.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/bentocloud.pc DESTINATION ${pc_dir} COMPONENT development)

if(top_level)
  include(cmake/packaging/debian/packages.cmake)
endif()
