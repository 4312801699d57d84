// Builders of files that no honest writer makes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::test {

/// The `size` low bytes of `value`, least significant first.
inline std::string little(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i, value >>= 8) bytes += static_cast<char>(value & 0xff);
  return bytes;
}

inline std::string npy(std::string_view header, std::string_view data) {
  return "\x93NUMPY" + little(1, 2) + little(header.size(), 2) + std::string(header) +
         std::string(data);
}

inline std::string npy_dictionary(std::string_view descr, std::string_view shape) {
  return "{'descr': '" + std::string(descr) +
         "', 'fortran_order': False, 'shape': " + std::string(shape) + ", }\n";
}

inline std::string safetensors(std::string_view header, std::string_view buffer) {
  return little(header.size(), 8) + std::string(header) + std::string(buffer);
}

/// CRC-32 of ISO 3309, bit by bit from its definition.
inline std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

/// One member of a zip archive as its headers describe it; each field may lie.
struct ZipMember {
  std::string name;
  std::string content;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = crc32(content);
  std::uint32_t compressed_size = static_cast<std::uint32_t>(content.size());
  std::uint32_t size = static_cast<std::uint32_t>(content.size());
};

inline std::string zip_fields(const ZipMember& m) {
  return little(m.flags, 2) + little(m.method, 2) + little(0, 2) + little(33, 2) +
         little(m.crc, 4) + little(m.compressed_size, 4) + little(m.size, 4) +
         little(m.name.size(), 2) + little(0, 2);
}

/// The archive of `members`, by APPNOTE.TXT 4.3; `entries` is the count that its end record gives.
inline std::string zip(const std::vector<ZipMember>& members, std::uint16_t entries) {
  std::string bytes, directory;
  for (const ZipMember& m : members) {
    directory += "PK\1\2" + little(20, 2) + little(20, 2) + zip_fields(m) + little(0, 10) +
                 little(bytes.size(), 4) + m.name;
    bytes += "PK\3\4" + little(20, 2) + zip_fields(m) + m.name + m.content;
  }
  return bytes + directory + "PK\5\6" + little(0, 4) + little(entries, 2) + little(entries, 2) +
         little(directory.size(), 4) + little(bytes.size(), 4) + little(0, 2);
}

inline std::string zip(const std::vector<ZipMember>& members) {
  return zip(members, static_cast<std::uint16_t>(members.size()));
}

}  // namespace assay::test
