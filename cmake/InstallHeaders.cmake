# Installs the headers. Inside the project a header is "fast/targets.h"; outside, where a folder fast
# may be anybody's, it is "assay/fast/targets.h". Kernels (-inl.h) and the benchmark stay inside.
cmake_path(ABSOLUTE_PATH assay_include_dir BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX})
foreach(room IN LISTS assay_rooms)
  file(GLOB_RECURSE headers RELATIVE ${assay_source_dir} ${assay_source_dir}/${room}/*.h)
  list(FILTER headers EXCLUDE REGEX "-inl\\.h$|^fixtures/onnx/|^[a-z]+/bench/")
  foreach(header IN LISTS headers)
    file(READ ${assay_source_dir}/${header} text)
    string(REGEX REPLACE "(#include \")((reference|fast|properties|fixtures)/)" "\\1assay/\\2"
           text "${text}")
    set(installed ${assay_include_dir}/assay/${header})
    file(WRITE $ENV{DESTDIR}${installed} "${text}")
    list(APPEND CMAKE_INSTALL_MANIFEST_FILES ${installed})
  endforeach()
endforeach()
