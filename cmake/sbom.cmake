# The software bill of materials: what the libraries and the program are made of, in the versions
# that this build has found, as SPDX 2.3. The same build gives the same file: SOURCE_DATE_EPOCH is
# the time, and the name of the document is made of what is in it.
set(sbom_packages "")
set(sbom_relations "")

# sbom_package(NAME VERSION LICENSE LOCATION): one package of the list.
function(sbom_package name version license location)
  set(sbom_packages "${sbom_packages}${sbom_separator}
    {
      \"SPDXID\": \"SPDXRef-${name}\",
      \"name\": \"${name}\",
      \"versionInfo\": \"${version}\",
      \"licenseConcluded\": \"${license}\",
      \"licenseDeclared\": \"${license}\",
      \"copyrightText\": \"NOASSERTION\",
      \"downloadLocation\": \"${location}\",
      \"filesAnalyzed\": false,
      \"externalRefs\": [
        {
          \"referenceCategory\": \"PACKAGE-MANAGER\",
          \"referenceType\": \"purl\",
          \"referenceLocator\": \"pkg:generic/${name}@${version}\"
        }
      ]
    }" PARENT_SCOPE)
  set(sbom_separator "," PARENT_SCOPE)
endfunction()

# sbom_relation(FROM TYPE TO...): how a package is related to others.
function(sbom_relation from type)
  foreach(to ${ARGN})
    string(APPEND sbom_relations ",
    {
      \"spdxElementId\": \"SPDXRef-${from}\",
      \"relationshipType\": \"${type}\",
      \"relatedSpdxElement\": \"SPDXRef-${to}\"
    }")
  endforeach()
  set(sbom_relations "${sbom_relations}" PARENT_SCOPE)
endfunction()

sbom_package(bentocloud "${PROJECT_VERSION}" Apache-2.0 NOASSERTION)
sbom_package(libcurl "${CURL_VERSION_STRING}" curl https://curl.se)
sbom_package(yaml-cpp "${yaml-cpp_VERSION}" MIT https://github.com/jbeder/yaml-cpp)
sbom_package(nlohmann-json "${nlohmann_json_VERSION}" MIT https://github.com/nlohmann/json)
sbom_package(date "${date_VERSION}" MIT https://github.com/HowardHinnant/date)
sbom_relation(bentocloud DEPENDS_ON libcurl yaml-cpp)
sbom_relation(bentocloud STATIC_LINK nlohmann-json date)  # of headers alone, and compiled in
if(BENTOCLOUD_TESTING)
  sbom_package(libmicrohttpd "${microhttpd_VERSION}" LGPL-2.1-or-later
               https://www.gnu.org/software/libmicrohttpd)
  sbom_relation(bentocloud DEPENDS_ON libmicrohttpd)
endif()

string(TIMESTAMP sbom_time "%Y-%m-%dT%H:%M:%SZ" UTC)
string(UUID sbom_id NAMESPACE 6ba7b811-9dad-11d1-80b4-00c04fd430c8 TYPE SHA1
       NAME "${sbom_time}${sbom_packages}${sbom_relations}")
configure_file(cmake/bentocloud.spdx.json.in bentocloud.spdx.json @ONLY)
