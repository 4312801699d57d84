# What every target of Assay is compiled with. -ffp-contract=off: a fused multiply-add changes
# results, so only a kernel that asks for one by name gets it. Fast-math is refused outright.
set(ASSAY_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wno-unknown-pragmas)
option(ASSAY_WARNINGS_AS_ERRORS "Treat warnings as errors" OFF)
string(TOUPPER "${CMAKE_BUILD_TYPE}" assay_build_type)
if("${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${assay_build_type}}" MATCHES
   "-ffast-math|-Ofast|-funsafe-math-optimizations|-fassociative-math|-freciprocal-math")
  message(FATAL_ERROR "Assay judges rounding errors: it cannot be compiled with -ffast-math")
endif()

function(assay_compile_options target)
  # -fPIC everywhere, so that the rooms fit into shared libraries and share a precompiled header.
  target_compile_options(${target} PRIVATE ${ASSAY_WARNINGS} -ffp-contract=off -fPIC
                         $<$<BOOL:${ASSAY_WARNINGS_AS_ERRORS}>:-Werror>)
endfunction()

# Users write #include <assay/<room>/...>, whether Assay is installed or part of their own build.
set(ASSAY_ROOMS reference fast properties fixtures)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/include/assay)
foreach(room IN LISTS ASSAY_ROOMS)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${room} ${PROJECT_BINARY_DIR}/include/assay/${room}
       SYMBOLIC)
endforeach()

# assay_library(<room> SOURCES ... PUBLIC ... PRIVATE ...): the static library assay::<room>.
function(assay_library room)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(assay_${room} STATIC ${ARG_SOURCES})
  add_library(assay::${room} ALIAS assay_${room})
  set_target_properties(assay_${room} PROPERTIES EXPORT_NAME ${room})
  target_compile_features(assay_${room} PUBLIC cxx_std_20)
  target_include_directories(assay_${room}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    INTERFACE $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>)
  target_link_libraries(assay_${room} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  assay_compile_options(assay_${room})
  set_property(GLOBAL APPEND PROPERTY ASSAY_LIBRARIES assay_${room})
endfunction()

# What reads operators shares one precompiled header: Boost.Multiprecision costs four seconds a
# translation unit.
function(assay_share_precompiled_header target)
  target_precompile_headers(${target} REUSE_FROM assay_properties)
endfunction()

# assay_test(<name> [TOGETHER] SOURCES ... LIBRARIES ...): a GoogleTest executable, each test a
# ctest; or all of them one, where starting a process would take longer than the test.
function(assay_test name)
  cmake_parse_arguments(ARG "TOGETHER" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} GTest::gtest_main fmt::fmt)
  assay_compile_options(${name})
  if(ARG_TOGETHER)
    add_test(NAME ${name} COMMAND ${name} --gtest_brief)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  else()
    gtest_discover_tests(${name} NO_PRETTY_VALUES DISCOVERY_TIMEOUT 120 PROPERTIES TIMEOUT 300)
  endif()
endfunction()
