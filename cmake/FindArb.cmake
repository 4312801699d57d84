# Arb's ball arithmetic: a library of its own beside FLINT 2, part of FLINT from version 3 on.
# Defines the target Arb::Arb, which passes on ASSAY_ARB_IN_FLINT where the headers lie under
# flint/. Needs the target PkgConfig::MPFR. Installed beside assayConfig.cmake.
find_library(FLINT_LIBRARY NAMES flint)
find_library(ARB_LIBRARY NAMES arb flint-arb)
find_path(ARB_INCLUDE_DIR NAMES arb.h)
find_path(FLINT_ARB_INCLUDE_DIR NAMES flint/arb.h)
mark_as_advanced(FLINT_LIBRARY ARB_LIBRARY ARB_INCLUDE_DIR FLINT_ARB_INCLUDE_DIR)

if(ARB_LIBRARY AND ARB_INCLUDE_DIR)
  set(arb_include_dir ${ARB_INCLUDE_DIR})
  set(arb_libraries ${ARB_LIBRARY} ${FLINT_LIBRARY})
  set(arb_definitions "")
else()
  set(arb_include_dir ${FLINT_ARB_INCLUDE_DIR})
  set(arb_libraries ${FLINT_LIBRARY})
  set(arb_definitions ASSAY_ARB_IN_FLINT)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Arb
  REQUIRED_VARS FLINT_LIBRARY arb_include_dir
  REASON_FAILURE_MESSAGE "install libflint-arb-dev, or FLINT 3 or newer")
if(Arb_FOUND AND NOT TARGET Arb::Arb)
  add_library(Arb::Arb INTERFACE IMPORTED)
  target_include_directories(Arb::Arb SYSTEM INTERFACE ${arb_include_dir})
  target_link_libraries(Arb::Arb INTERFACE ${arb_libraries} PkgConfig::MPFR)
  target_compile_definitions(Arb::Arb INTERFACE ${arb_definitions})
endif()
