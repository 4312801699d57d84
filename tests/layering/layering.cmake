# The rooms see each other in one order only: fast/ has neither Boost nor a reference, reference/ no
# Highway, and only properties/ sees both.
set(broken "")

# forbid(<room> <regular expression> <allowed>): no file of the room includes what matches.
function(forbid room pattern allowed)
  file(GLOB_RECURSE sources ${ROOT}/${room}/*.h ${ROOT}/${room}/*.cc)
  foreach(source IN LISTS sources)
    file(STRINGS ${source} includes REGEX "^[ \t]*#[ \t]*include")
    foreach(include IN LISTS includes)
      if(include MATCHES "${pattern}" AND NOT include MATCHES "${allowed}")
        set(broken "${broken}${source}: ${include}\n" PARENT_SCOPE)
        set(broken "${broken}${source}: ${include}\n")
      endif()
    endforeach()
  endforeach()
endfunction()

forbid(fast "boost/|mpfr|arb|\"reference/|\"properties/|\"fixtures/" "reference/contract/")
forbid(reference "hwy/|\"fast/|\"properties/|\"fixtures/" "^$")
forbid(properties "\"fixtures/|\"cli/|\"tests/" "^$")
forbid(fixtures "hwy/|\"cli/|\"tests/" "^$")

if(broken)
  message(FATAL_ERROR "a room looks where it must not:\n${broken}")
endif()
message(STATUS "every room keeps to its place")
