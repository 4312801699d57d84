// check_models DIRECTORY: ONNX's own checker on every model.onnx below. Prints how many; fails on
// the first that is refused, or where there is none.
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include <cstdio>
#include <filesystem>

int main(int count, char** words) {
  if (count != 2) return 2;
  int models = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(words[1])) {
    if (entry.path().filename() != "model.onnx") continue;
    try {
      onnx::checker::check_model(entry.path().string());
    } catch (const std::exception& refusal) {
      std::printf("%s: %s\n", entry.path().c_str(), refusal.what());
      return 1;
    }
    ++models;
  }
  std::printf("%d models\n", models);
  return models > 0 ? 0 : 1;
}
