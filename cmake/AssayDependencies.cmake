# Debian bookworm carries everything; the launcher's list of packages mirrors this file.
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(hwy 1.0.3 CONFIG REQUIRED)
find_package(Eigen3 3.4 CONFIG REQUIRED)
find_package(fmt 9 CONFIG REQUIRED)
find_package(nlohmann_json 3.11 CONFIG REQUIRED)
find_package(rapidcheck CONFIG REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
pkg_check_modules(MPFR REQUIRED IMPORTED_TARGET mpfr gmp)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(MD4C REQUIRED IMPORTED_TARGET md4c)
find_package(Arb REQUIRED)
# What only reads and writes ONNX backend tests needs.
find_package(Protobuf QUIET)  # which ONNX's own configuration leaves to its users
if(Protobuf_FOUND)
  find_package(ONNX 1.12 CONFIG QUIET)
endif()
