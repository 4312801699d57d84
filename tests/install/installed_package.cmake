# Installs into WORK/first, moves that to WORK/moved and builds the outside project against it.
file(REMOVE_RECURSE ${WORK})
execute_process(
  COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/first --config ${CONFIG}
          --component development
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${WORK}/first ${WORK}/moved)

# Nothing that is read after the installation may point back to where it was made.
file(GLOB_RECURSE texts ${WORK}/moved/*.cmake ${WORK}/moved/*.h)
list(LENGTH texts count)
if(count LESS 50)
  message(FATAL_ERROR "only ${count} headers and CMake files are installed")
endif()
foreach(path IN LISTS texts)
  file(READ ${path} text)
  foreach(origin ${SOURCE} ${BUILD} ${WORK})
    string(FIND "${text}" ${origin}/ position)
    if(NOT position EQUAL -1)
      message(FATAL_ERROR "${path} names ${origin}")
    endif()
  endforeach()
endforeach()
file(GLOB targets ${WORK}/moved/lib*/cmake/assay/assayTargets*.cmake)
foreach(path IN LISTS targets)
  file(STRINGS ${path} absolute REGEX "[\";]/[A-Za-z]")
  if(absolute)
    message(FATAL_ERROR "${path} holds an absolute path: ${absolute}")
  endif()
endforeach()

execute_process(
  COMMAND ${CMAKE_COMMAND} -G ${GENERATOR} -S ${SOURCE}/tests/install/outside -B ${WORK}/outside
          -DCMAKE_PREFIX_PATH=${WORK}/moved -DCMAKE_CXX_COMPILER=${COMPILER}
          -DCMAKE_CXX_FLAGS=${FLAGS} -DCMAKE_BUILD_TYPE=Debug
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/outside COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${WORK}/outside/outside COMMAND_ERROR_IS_FATAL ANY)
