// ASSAY_FLOATS(slope, scale) is ", float slope, float scale"; ASSAY_FLOATS() is nothing.
#pragma once

#define ASSAY_FLOATS(...) __VA_OPT__(ASSAY_FLOATS_1(__VA_ARGS__))
#define ASSAY_FLOATS_1(name, ...) , float name __VA_OPT__(ASSAY_FLOATS_2(__VA_ARGS__))
#define ASSAY_FLOATS_2(name, ...) , float name __VA_OPT__(ASSAY_FLOATS_3(__VA_ARGS__))
#define ASSAY_FLOATS_3(name) , float name
