# Run by CPack: the documents that Debian wants in each package.
foreach(component runtime development tools)
  string(TOUPPER ${component} COMPONENT)
  set(folder ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr/share/doc/${CPACK_DEBIAN_${COMPONENT}_PACKAGE_NAME})
  file(COPY ${CMAKE_CURRENT_LIST_DIR}/copyright DESTINATION ${folder})
  string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
  file(WRITE ${folder}/changelog.Debian "bentocloud (${CPACK_BENTOCLOUD_VERSION}) unstable; urgency=medium

  * For what has changed see the section Changes of the README.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
  execute_process(COMMAND gzip -9n ${folder}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
endforeach()
execute_process(COMMAND gzip -9n ${CPACK_TEMPORARY_DIRECTORY}/tools/usr/share/man/man1/bentocloud.1
                COMMAND_ERROR_IS_FATAL ANY)
