# Arb's ball arithmetic: a library of its own beside FLINT 2, part of FLINT from version 3 on.
# Defines the target assay_arb, and ASSAY_ARB_IN_FLINT where the headers lie under flint/.
find_library(FLINT_LIBRARY NAMES flint REQUIRED)
find_library(ARB_LIBRARY NAMES arb flint-arb)
find_path(ARB_INCLUDE_DIR NAMES arb.h)
find_path(FLINT_ARB_INCLUDE_DIR NAMES flint/arb.h)

add_library(assay_arb INTERFACE)
if(ARB_LIBRARY AND ARB_INCLUDE_DIR)
  target_include_directories(assay_arb SYSTEM INTERFACE ${ARB_INCLUDE_DIR})
  target_link_libraries(assay_arb INTERFACE ${ARB_LIBRARY} ${FLINT_LIBRARY} PkgConfig::MPFR)
elseif(FLINT_ARB_INCLUDE_DIR)
  target_compile_definitions(assay_arb INTERFACE ASSAY_ARB_IN_FLINT)
  target_include_directories(assay_arb SYSTEM INTERFACE ${FLINT_ARB_INCLUDE_DIR})
  target_link_libraries(assay_arb INTERFACE ${FLINT_LIBRARY} PkgConfig::MPFR)
else()
  message(FATAL_ERROR "Arb not found: install libflint-arb-dev, or FLINT 3 or newer")
endif()
