# cmake --install: the libraries, their headers as <assay/ROOM/...>, and what find_package needs.
include(CMakePackageConfigHelpers)
set(assay_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/assay)

get_property(assay_libraries GLOBAL PROPERTY ASSAY_LIBRARIES)
install(TARGETS ${assay_libraries} EXPORT assay ARCHIVE COMPONENT development)
install(EXPORT assay NAMESPACE assay:: FILE assayTargets.cmake DESTINATION ${assay_package_dir}
        COMPONENT development)

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/assayConfig.cmake.in ${PROJECT_BINARY_DIR}/assayConfig.cmake
  INSTALL_DESTINATION ${assay_package_dir})
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/assayConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/assayConfig.cmake
              ${PROJECT_BINARY_DIR}/assayConfigVersion.cmake
              ${PROJECT_SOURCE_DIR}/cmake/FindArb.cmake
        DESTINATION ${assay_package_dir} COMPONENT development)

install(CODE "set(assay_source_dir \"${PROJECT_SOURCE_DIR}\")
              set(assay_rooms \"${ASSAY_ROOMS}\")
              set(assay_include_dir \"${CMAKE_INSTALL_INCLUDEDIR}\")" COMPONENT development)
install(SCRIPT ${PROJECT_SOURCE_DIR}/cmake/InstallHeaders.cmake COMPONENT development)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR}
        COMPONENT development)
