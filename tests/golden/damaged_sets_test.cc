// Sets that somebody changed after they were written: each refused with one line that names the
// file and what was expected.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "fixtures/cases/comparison.h"
#include "fixtures/format/read_file.h"
#include "fixtures/format/sha256.h"
#include "tests/formats/refusal.h"
#include "tests/formats/temporary_directory.h"

namespace assay::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path golden = ASSAY_GOLDEN;
constexpr const char* stem = "activation_relu";

struct Damage {
  std::string expected;
  std::function<void(SetOnDisk&)> make;
};

void expect_refused_after(const fs::path& manifest, const std::vector<Damage>& damages) {
  const SetOnDisk good = read_set(manifest);
  EXPECT_EQ(fixtures_of(good).cases.size(), good.document["tests"].size());
  for (const Damage& damage : damages) {
    SetOnDisk set = good;
    damage.make(set);
    expect_refused([&] { fixtures_of(set); }, damage.expected);
  }
}

/// The manifest with something else at a place.
Damage with(const std::string& pointer, const json& value, const std::string& expected) {
  return {expected, [=](SetOnDisk& set) { set.document[json::json_pointer(pointer)] = value; }};
}

Damage without(const std::string& parent, const std::string& name, const std::string& expected) {
  return {expected, [=](SetOnDisk& set) { set.document[json::json_pointer(parent)].erase(name); }};
}

TEST(DamagedSets, Manifests) {
  expect_refused_after(
      golden / "loss_softmax_cross_entropy.json",
      {with("/schema", nullptr, "'schema': expected text, found null$"),
       with("/schema", "assay_operator_v9", "'schema': expected \"assay_operator_v2\""),
       without("", "schema", "cross_entropy.json: expected the field 'schema'$"),
       with("/operator", "loss/none", "'operator': expected an operator of the catalogue"),
       with("/operator", "softmax_cross_entropy", "'operator': expected an operator of the"),
       with("/operator", "activation/relu", "tests[0]: 'inputs': expected the fields x, found"),
       with("/format", "float33", "'format': expected a number format"),
       with("/format", "bfloat16", "'logits': 'dtype': expected \"bf16\", found \"f32\"$"),
       with("/tests", nullptr, "'tests': expected a list, found null$"),
       with("/tests", json::array(), "'tests': expected one test or more"),
       with("/numberOfTests", 1e99, "'numberOfTests': expected an integer"),
       with("/numberOfTests", 3, "'numberOfTests': expected 2, the length of 'tests', found 3$"),
       with("/tests/1", 7, "tests[1]: expected an object, found 7$"),
       with("/tests/0/tcId", 1e99, "tests[0]: 'tcId': expected an integer from 1 to"),
       with("/tests/0/tcId", 1.5, "'tcId': expected an integer"),
       with("/tests/0/tcId", true, "'tcId': expected an integer"),
       with("/tests/0/tcId", 99999999999, "'tcId': expected an integer"),
       with("/tests/0/tcId", -1, "'tcId': expected an integer"),
       with("/tests/1/tcId", 1, "tests[1]: 'tcId': expected a number that no other test has"),
       with("/tests/1/tcId", 7, "the array '0007.in.logits' is missing$"),
       without("/tests/0/inputs", "label", "'inputs': expected the fields label, logits, found"),
       with("/tests/0/inputs/x", 1, "'inputs': expected the fields label, logits, found"),
       without("/tests/0/inputs/logits", "shape", "'logits': expected the field 'shape'$"),
       with("/tests/0/inputs/logits/shape", {9, 9}, "expected the bits of 81 elements"),
       with("/tests/0/inputs/logits/shape", {1e99}, "'shape': expected integers, 0 or more"),
       with("/tests/0/inputs/logits/shape", {1LL << 40, 1LL << 40}, "holds too many elements"),
       with("/tests/0/inputs/logits/bits/0", "7f", "expected the 8 hexadecimal digits of f32"),
       with("/tests/0/inputs/logits/bits/0", "00000000",
            "the array '0001.in.logits' is another than the manifest's$"),
       with("/tests/0/attributes/reduction", "total", "reduction"),
       with("/tests/0/attributes/more", 3, "'attributes': expected the field"),
       with("/tests/0/upstream", json::object(), "'expected': expected the fields out.loss, found"),
       with("/tests/0/expected", json::object(), "expected the fields grad.logits, out.loss"),
       with("/tests/0/expected/..~1..~1x", 1, "found the fields ../../x, grad.logits"),
       with("/tests/0/expected/out.loss/dec/0", "1", "'0001.hi.out.loss'[flat 0] is not the"),
       with("/tests/0/expected/out.loss/condition/0", "1", "condition.out.loss'[flat 0] is not"),
       with("/tests/0/expected/out.loss/depth", 1e6, "bound.out.loss'[flat 0] is not the bound"),
       with("/tests/0/expected/out.loss/undecided", {5}, "'undecided': expected positions below"),
       with("/tests/0/expected/out.loss/bits/0", "00000000", "is another than the manifest's$")});
}

/// What the schema does not have, and what it has and does not allow.
TEST(DamagedSets, FieldsOfTheManifest) {
  const auto tests = [](const std::string& field) { return "/tests/0/" + field; };
  expect_refused_after(
      golden / "loss_softmax_cross_entropy.json",
      {with("/more", 1, "the field 'more' is unknown; expected those of assay_operator_v2$"),
       without("", "seed", "cross_entropy.json: expected the field 'seed'$"),
       with("/rounding", "RZ", "'rounding': expected \"nearest, ties to even\", found \"RZ\"$"),
       with("/seed", 1, "'seed': expected text, found 1$"),
       with("/seed", "-1", "'seed': expected the digits of an integer, as text, found \"-1\"$"),
       with("/source", nullptr, "'source': expected text, found null$"),
       with("/conventions/more", 1, "'conventions': 'more': expected text, found 1$"),
       with("/furtherFormats", {"float33"}, "'furtherFormats': expected number formats such as"),
       with("/notes/hard", "so", "'notes': the flag 'hard' is unknown; expected one such as edge$"),
       with("/mistakes/0/more", 1, "mistakes[0]: the field 'more' is unknown"),
       with("/mistakes/0/killedBy", {"1"}, "mistakes[0]: 'killedBy': expected integers"),
       with(tests("flags"), {"hard"}, "tests[0]: the flag 'hard' is unknown; expected one such as"),
       with(tests("flags"), {"edge", "edge"}, "'flags': expected texts, each of them once"),
       with(tests("flags"), {"convention"}, "'flags': expected \"convention\" where there is"),
       with(tests("difficulty"), 54, "'difficulty': expected an integer from 0 to 53, found 54$"),
       with(tests("kills"), {9999}, "'kills': expected positions in 'mistakes', which has"),
       with(tests("provenance/size"), 101, "'provenance': 'size': expected an integer from 0 to"),
       with(tests("provenance/date"), "now", "'provenance': the field 'date' is unknown"),
       with(tests("vacuous"), {3}, "'vacuous': expected texts, each of them once, found a list$"),
       with(tests("result"), "invalid", "'result': expected \"valid\", as 'expectedBy' is not"),
       with(tests("bound"), nullptr, "tests[0]: the field 'bound' is unknown"),
       with(tests("inputs/logits/bound"), 1, "'logits': the field 'bound' is unknown"),
       with(tests("upstream/loss/bound"), 1, "'loss': the field 'bound' is unknown"),
       with(tests("expected/out.loss/bound"), nullptr, "'out.loss': the field 'bound' is unknown"),
       with(tests("expected/out.loss/rounded"), {{"bf16", {{"bytes", 1}}}},
            "'rounded': 'bf16': expected the field 'bits'$")});
}

TEST(DamagedSets, FieldsOfConventions) {
  const fs::path manifest = golden / "loss_softmax_cross_entropy.json";
  const json all = read_set(manifest).document["tests"];
  const auto found = std::find_if(all.begin(), all.end(),
                                  [](const json& test) { return test.contains("expectedBy"); });
  ASSERT_NE(found, all.end());
  const std::string test = "/tests/" + std::to_string(found - all.begin());
  const std::string choice = (*found)["expectedBy"].begin().key();
  const std::string name = (*found)["expectedBy"][choice].begin().key();
  expect_refused_after(
      manifest, {with(test + "/result", "valid", "'result': expected \"convention\", as"),
                 with(test + "/flags", json::array(), "'flags': expected \"convention\" where"),
                 with(test + "/expectedBy/" + choice + "/" + name + "/more", 1,
                      "the field 'more' is unknown")});
}

/// One array of a set changed, in element 0.
Damage in_array(const std::string& name, double value, const std::string& expected) {
  return {expected, [=](SetOnDisk& set) { set.arrays.at(name).values.data.at(0) = value; }};
}

TEST(DamagedSets, Arrays) {
  expect_refused_after(
      golden / "loss_softmax_cross_entropy.json",
      {in_array("0001.in.logits", 0.5,
                "the array '0001.in.logits' is another than the manifest's$"),
       in_array("0001.out.loss", 0.5, "the array '0001.out.loss' is another than the manifest's$"),
       in_array("0001.hi.out.loss", 8.5, "'0001.hi.out.loss'[flat 0] is not the manifest's 'dec'$"),
       in_array("0001.lo.out.loss", 0.5, "'0001.lo.out.loss'[flat 0] is no remainder of hi$"),
       in_array("0001.bound.out.loss", 1e9, "'0001.bound.out.loss'[flat 0] is not the bound"),
       in_array("0001.condition.out.loss", 1e9, "condition.out.loss'[flat 0] is not the manifest"),
       {"the array '0001.hi.out.loss' is missing$",
        [](SetOnDisk& set) { set.arrays.erase("0001.hi.out.loss"); }},
       {"'0001.lo.out.loss': expected f64 of the shape",
        [](SetOnDisk& set) { set.arrays["0001.lo.out.loss"].dtype = Dtype::f32; }},
       {"the array '0009.in.logits' is not in the manifest$",
        [](SetOnDisk& set) { set.arrays["0009.in.logits"]; }}});
}

TEST(DamagedSets, ExactValuesThatRoundElsewhere) {
  expect_refused_after(
      golden / "activation_gelu_erf.json",
      {{"'0001.hi.out.y'[flat 0] does not round to the expected value$", [](SetOnDisk& set) {
          json& entry = set.document["tests"][0]["expected"]["out.y"];
          set.arrays.at("0001.hi.out.y").values.data[0] = 7;
          set.arrays.at("0001.lo.out.y").values.data[0] = 0;
          entry["dec"][0] = "7";
        }}});
}

/// A directory with a copy of the set in every file format.
class Files : public ::testing::Test {
 protected:
  Files() {
    for (const auto& entry : fs::directory_iterator(golden.string() + "_formats"))
      if (entry.path().stem() == stem || entry.path().filename() == "SHA256SUMS")
        fs::copy(entry.path(), directory_.path());
    keep_lines_of_the_set();
  }

  fs::path file(const std::string& extension) const { return directory_ / (stem + extension); }
  fs::path list() const { return directory_ / "SHA256SUMS"; }
  void write(const fs::path& path, const std::string& bytes) const {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  void expect_refusal(const std::string& expected) const {
    expect_refused([&] { read_fixtures(file(".json")); }, expected);
  }

 private:
  void keep_lines_of_the_set() const {
    std::ifstream all(list());
    std::string kept;
    for (std::string line; std::getline(all, line);)
      if (line.find(stem) != line.npos) kept += line + "\n";
    all.close();
    write(list(), kept);
  }

  TemporaryDirectory directory_;
};

TEST_F(Files, AsWritten) { EXPECT_EQ(read_fixtures(file(".json")).op, "activation/relu"); }

TEST_F(Files, WithoutAListTheFormatsMustAgree) {
  fs::remove(list());
  EXPECT_EQ(read_fixtures(file(".json")).cases.size(), 1u);
  fs::copy_file(golden.string() + "_formats/loss_softmax_cross_entropy.npz", file(".npz"),
                fs::copy_options::overwrite_existing);
  expect_refusal("activation_relu.npz: the array");
  fs::remove(file(".npz"));
  const std::string lines = format::read_file(file(".txt"));
  write(file(".txt"), lines + "0001.more f32 - 0x0p+0\n");
  expect_refusal(
      "activation_relu.txt: the array '0001.more' is not in activation_relu.safetensors$");
  write(file(".txt"), lines.substr(0, lines.size() / 2));
  expect_refusal("activation_relu.txt");
}

TEST_F(Files, OthersThanListed) {
  write(file(".npz"), format::read_file(file(".npz")) + " ");
  expect_refusal("activation_relu.npz: was changed since it was written");
  fs::remove(file(".npz"));
  expect_refusal("SHA256SUMS: lists 'activation_relu.npz', which is not there$");
  write(list(), format::sha256("") + "  other.json\n");
  expect_refusal("activation_relu.json: is not listed in the SHA256SUMS beside it");
}

TEST_F(Files, OfAListAreAllThere) {
  const fs::path directory = file("").parent_path();
  EXPECT_NO_THROW(require_listed_files(directory));
  EXPECT_NO_THROW(require_list(directory));
  fs::remove(file(".json"));
  expect_refused([&] { require_listed_files(directory); },
                 "SHA256SUMS: lists 'activation_relu.json', which is not there$");
  fs::remove(list());
  EXPECT_NO_THROW(require_listed_files(directory));
  expect_refused([&] { require_list(directory); },
                 ": expected a SHA256SUMS in it, the list of the set's files$");
}

TEST_F(Files, ListsThatAreNone) {
  const std::string digest = format::sha256("");
  for (const auto& [text, expected] :
       {std::pair<std::string, std::string>{"none\n", "SHA256SUMS:1: expected 64 hexadecimal"},
        {digest + "  \n", "SHA256SUMS:1: expected 64"},
        {digest + "  a\n" + digest + " *b\n", "SHA256SUMS:2: expected 64"},
        {digest + "  ../../etc/passwd\n",
         "SHA256SUMS:1: the file '../../etc/passwd' lies elsewhere$"},
        {digest + "  a\n" + digest + "  a\n", "SHA256SUMS:2: the file 'a' comes twice$"}}) {
    write(list(), text);
    expect_refusal(expected);
  }
}

TEST_F(Files, AManifestOfAnotherWriting) {
  fs::remove(list());
  write(file(".json"), format::read_file(file(".json")) + "\n");
  expect_refusal("activation_relu.safetensors: was written for another manifest");
  write(file(".json"), format::read_file(file(".json")).substr(0, 999));
  expect_refusal("activation_relu.json:");
  fs::remove(file(".json"));
  expect_refusal("activation_relu.json: cannot open");
}

TEST_F(Files, Answers) {
  const auto answers = [&](const std::string& text) {
    return [text] { parse_answers_json(text, "f"); };
  };
  const auto tensor = [](const std::string& dtype, const std::string& shape,
                         const std::string& bits) {
    return R"({"0001.out.y": {"dtype": ")" + dtype + R"(", "shape": )" + shape + R"(, "bits": )" +
           bits + "}}";
  };
  const std::string one = R"(["3f800000"])";
  EXPECT_EQ(parse_answers_json(tensor("f32", "[]", one), "f").size(), 1u);
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"[]", "expected an object of tensors by name"},
           {R"({"0001.out.y": null})", "'0001.out.y': expected an object, found null$"},
           {R"({"0001.out.y": {"dtype": "f32"}})", "expected the field"},
           {R"({"../x": {}})", "is a path that leads elsewhere"},
           {tensor("f33", "[]", one), "'dtype': expected a type such as f32, found \"f33\"$"},
           {tensor("f32", "[1e99]", one), "'shape': expected integers, 0 or more, found"},
           {tensor("f32", "[-1]", one), "found -1$"},
           {tensor("f32", "[1.5]", one), "found 1.5$"},
           {tensor("f32", "[1099511627776, 1099511627776]", one), "holds too many elements"},
           {tensor("f32", "[99999999999]", one), "at most"},
           {tensor("f32", "[2]", one), "expected the bits of 2 elements for the shape [2]"},
           {tensor("f32", "[]", "[1.0]"), "expected the 8 hexadecimal digits of f32, as text$"},
           {tensor("f32", "[]", R"(["0x3f8000"])"), "expected the 8 hexadecimal digits"},
           {tensor("i64", "[]", R"(["9007199254740993"])"), "is not a double$"},
           {tensor("i64", "[]", R"(["99999999999999999999"])"), "expected integers, as text$"},
           {tensor("bool", "[]", R"(["7"])"), "is not such a value"},
           {tensor("u8", "[]", R"(["-1"])"), "is not such a value"}})
    expect_refused(answers(text), expected);
}

TEST_F(Files, AnswersThatDisagree) {
  fs::copy_file(golden.string() + "_formats/loss_softmax_cross_entropy.npz", file(".npz"),
                fs::copy_options::overwrite_existing);
  expect_refused([&] { read_answers(file("").parent_path(), stem); },
                 "activation_relu.npz: holds other answers than activation_relu.safetensors");
}

}  // namespace
}  // namespace assay::test
