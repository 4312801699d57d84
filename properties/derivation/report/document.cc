#include "properties/derivation/report/document.h"

#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/style.h"

namespace assay::derivation {

std::string document(const std::string& title, const std::string& more_style,
                     const std::string& body) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "style-src 'unsafe-inline'\"/>\n"
         "<meta name=\"color-scheme\" content=\"light dark\"/>\n" +
         element("title", escaped(title)) + "\n<style>" + page_style() + more_style +
         "</style>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
}

}  // namespace assay::derivation
