# The tests that read and make files as users do need the system's Python with Debian's packages,
# not another one that comes first in PATH. Sets ASSAY_PYTHON, ASSAY_HAS_NUMPY and
# ASSAY_HAS_JSONSCHEMA, and says once which tests are missing without them.
find_program(ASSAY_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)

set(assay_missing_packages "")
function(assay_find_python_package module package)
  string(TOUPPER ${module} name)
  set(missing TRUE)
  if(ASSAY_PYTHON)
    execute_process(COMMAND ${ASSAY_PYTHON} -c "import ${module}"
                    RESULT_VARIABLE missing OUTPUT_QUIET ERROR_QUIET)
  endif()
  if(missing)
    list(APPEND assay_missing_packages ${package})
    set(assay_missing_packages "${assay_missing_packages}" PARENT_SCOPE)
    set(ASSAY_HAS_${name} FALSE PARENT_SCOPE)
  else()
    set(ASSAY_HAS_${name} TRUE PARENT_SCOPE)
  endif()
endfunction()

assay_find_python_package(numpy python3-numpy)
assay_find_python_package(jsonschema python3-jsonschema)
if(assay_missing_packages)
  list(JOIN assay_missing_packages " " assay_missing_packages)
  message(WARNING "Tests of the program, of files exchanged with numpy or of the manifests' schema "
    "are LEFT OUT: /usr/bin/python3 lacks them. Install them and configure again:\n"
    "  apt-get install ${assay_missing_packages}")
endif()
