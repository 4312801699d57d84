#include "properties/derivation/report/prose.h"

#include <fmt/format.h>
#include <md4c.h>

#include <algorithm>
#include <array>
#include <limits>

#include "properties/derivation/report/markup.h"

namespace assay::derivation {

namespace {

struct Writer {
  std::string out;
  unsigned deeper = 0;
  bool links = false;  ///< an <a> is open; md4c nests none in another
};

std::string_view view(const MD_CHAR* text, MD_SIZE size) { return {text, size}; }

/// An attribute's text. Of the entities only the one that URLs need is resolved.
std::string plain(const MD_ATTRIBUTE& attribute) {
  std::string text;
  if (!attribute.text) return text;
  for (std::size_t i = 0; attribute.substr_offsets[i] < attribute.size; ++i) {
    const MD_OFFSET from = attribute.substr_offsets[i], to = attribute.substr_offsets[i + 1];
    const std::string_view part = view(attribute.text + from, to - from);
    text += attribute.substr_types[i] == MD_TEXT_ENTITY && part == "&amp;" ? "&" : part;
  }
  return text;
}

bool is_harmless(const std::string& target) {
  constexpr std::array<std::string_view, 4> allowed = {"https://", "http://", "mailto:", "#"};
  std::string lower;
  for (const char c : target.substr(0, 8))
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::any_of(allowed.begin(), allowed.end(),
                     [&](std::string_view start) { return lower.starts_with(start); });
}

std::string tag_of(MD_BLOCKTYPE type, void* detail, const Writer& writer) {
  switch (type) {
    case MD_BLOCK_QUOTE:
      return "blockquote";
    case MD_BLOCK_UL:
      return "ul";
    case MD_BLOCK_OL:
      return "ol";
    case MD_BLOCK_LI:
      return "li";
    case MD_BLOCK_H:
      return fmt::format(
          "h{}", std::min(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level + writer.deeper, 6u));
    case MD_BLOCK_P:
      return "p";
    case MD_BLOCK_TABLE:
      return "table";
    case MD_BLOCK_THEAD:
      return "thead";
    case MD_BLOCK_TBODY:
      return "tbody";
    case MD_BLOCK_TR:
      return "tr";
    case MD_BLOCK_TH:
      return "th";
    case MD_BLOCK_TD:
      return "td";
    default:
      return "";
  }
}

int enter_block(MD_BLOCKTYPE type, void* detail, void* user) {
  Writer& writer = *static_cast<Writer*>(user);
  if (type == MD_BLOCK_HR) writer.out += "<hr/>\n";
  if (type == MD_BLOCK_CODE) writer.out += "<pre tabindex=\"0\"><code>";
  const std::string tag = tag_of(type, detail, writer);
  if (tag.empty()) return 0;
  std::string attributes;
  if (type == MD_BLOCK_OL && static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start != 1)
    attributes = fmt::format(" start=\"{}\"", static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start);
  if (type == MD_BLOCK_TH) attributes = " scope=\"col\"";
  writer.out += fmt::format("<{}{}>", tag, attributes);
  return 0;
}

int leave_block(MD_BLOCKTYPE type, void* detail, void* user) {
  Writer& writer = *static_cast<Writer*>(user);
  if (type == MD_BLOCK_CODE) writer.out += "</code></pre>\n";
  const std::string tag = tag_of(type, detail, writer);
  if (!tag.empty()) writer.out += "</" + tag + ">\n";
  return 0;
}

std::string tag_of(MD_SPANTYPE type) {
  switch (type) {
    case MD_SPAN_EM:
      return "em";
    case MD_SPAN_STRONG:
      return "strong";
    case MD_SPAN_CODE:
      return "code";
    case MD_SPAN_DEL:
      return "del";
    case MD_SPAN_A:
      return "a";
    case MD_SPAN_IMG:
      return "span";
    default:
      return "";
  }
}

int enter_span(MD_SPANTYPE type, void* detail, void* user) {
  Writer& writer = *static_cast<Writer*>(user);
  std::string tag = tag_of(type), attributes;
  if (type == MD_SPAN_A) {
    const std::string target = plain(static_cast<MD_SPAN_A_DETAIL*>(detail)->href);
    writer.links = is_harmless(target);
    if (writer.links)
      attributes = fmt::format(" href=\"{}\" rel=\"noopener noreferrer\"", escaped(target));
    else
      tag = "span";
  }
  if (type == MD_SPAN_IMG) attributes = " class=\"picture\"";
  if (!tag.empty()) writer.out += fmt::format("<{}{}>", tag, attributes);
  return 0;
}

int leave_span(MD_SPANTYPE type, void*, void* user) {
  Writer& writer = *static_cast<Writer*>(user);
  const std::string tag = type == MD_SPAN_A && !writer.links ? "span" : tag_of(type);
  if (!tag.empty()) writer.out += "</" + tag + ">";
  return 0;
}

int add_text(MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) {
  std::string& out = static_cast<Writer*>(user)->out;
  switch (type) {
    case MD_TEXT_NULLCHAR:
      out += "\uFFFD";
      break;
    case MD_TEXT_BR:
      out += "<br/>\n";
      break;
    case MD_TEXT_SOFTBR:
      out += "\n";
      break;
    // md4c passes on only what has the form of an entity; in a text it is a character.
    case MD_TEXT_ENTITY:
      out += view(text, size);
      break;
    default:
      out += escaped(view(text, size));
  }
  return 0;
}

}  // namespace

std::string prose_of_markdown(std::string_view text, unsigned deeper) {
  if (text.size() > std::numeric_limits<MD_SIZE>::max()) return prose_of_plain_text(text);
  Writer writer;
  writer.deeper = deeper;
  MD_PARSER parser = {};
  parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML;
  parser.enter_block = enter_block;
  parser.leave_block = leave_block;
  parser.enter_span = enter_span;
  parser.leave_span = leave_span;
  parser.text = add_text;
  if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &writer) != 0)
    return prose_of_plain_text(text);
  return writer.out;
}

std::string prose_of_plain_text(std::string_view text) {
  std::string out, paragraph;
  const auto finish = [&] {
    if (!paragraph.empty()) out += element("p", paragraph) + "\n";
    paragraph.clear();
  };
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
      finish();
    else
      paragraph += (paragraph.empty() ? "" : "\n") + escaped(line);
    start = end + 1;
  }
  finish();
  return out;
}

}  // namespace assay::derivation
