// How the page looks: light and dark, wide and narrow. Colour never says anything alone.
#pragma once

namespace assay::derivation {

const char* page_style();

}  // namespace assay::derivation
