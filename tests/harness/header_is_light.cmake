# What the public header includes in all, as the compiler sees it.
execute_process(
  COMMAND ${COMPILER} -std=c++20 -I${ROOT} -M -x c++ ${ROOT}/properties/harness/check_kernel.h
  OUTPUT_VARIABLE included COMMAND_ERROR_IS_FATAL ANY)
if(NOT included MATCHES "properties/harness/kernel.h")
  message(FATAL_ERROR "the list of included files is not there: ${included}")
endif()
string(REGEX MATCHALL "[^ ]*(boost|rapidcheck|mpfr|arb|hwy|fmt|gtest)[^ ]*" heavy "${included}")
if(heavy)
  message(FATAL_ERROR "check_kernel.h includes ${heavy}")
endif()
