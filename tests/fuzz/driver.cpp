// SPDX-License-Identifier: GPL-2.0-or-later
// Feeds a target (LLVMFuzzerTestOneInput, so that libFuzzer can drive it as well) with every seed, and then
// for a while with seeds that were changed at random.
//
//   target [--seconds N] [--seed N] FILE-OR-FOLDER...
//
// An input that brings the target down is left as crash-<target> in the working folder.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace {

using Bytes = std::vector<unsigned char>;

// What a handler of a crash must be able to reach.
struct {
  const Bytes* input = nullptr;
  std::string file;
} g_running;

void keepInput() {
  if (!g_running.input) return;
  if (std::FILE* file = std::fopen(g_running.file.c_str(), "wb")) {
    std::fwrite(g_running.input->data(), 1, g_running.input->size(), file);
    std::fclose(file);
    std::fprintf(stderr, "the input is kept in %s\n", g_running.file.c_str());
  }
  g_running.input = nullptr;
}

void onSignal(int signal) {
  keepInput();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void tryInput(const Bytes& input) {
  g_running.input = &input;
  LLVMFuzzerTestOneInput(input.data(), input.size());
  g_running.input = nullptr;
}

std::vector<Bytes> readSeeds(const std::vector<std::string>& paths) {
  std::vector<Bytes> seeds;
  const auto read = [&](const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  };
  for (const std::string& path : paths) {
    if (!std::filesystem::is_directory(path)) read(path);
    else
      for (const auto& entry : std::filesystem::directory_iterator(path))
        if (entry.is_regular_file()) read(entry.path());
  }
  return seeds;
}

// A few changes to a seed, of the kinds that break parsers: flipped bits, cut and doubled stretches, odd
// numbers, stretches of another seed.
class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : m_random(seed) {}

  Bytes change(Bytes bytes, const std::vector<Bytes>& seeds) {
    for (std::size_t changes = 1 + below(6); changes > 0; --changes) changeOnce(bytes, seeds);
    if (bytes.size() > kMostBytes) bytes.resize(kMostBytes);
    return bytes;
  }
  std::size_t below(std::size_t limit) {
    return limit ? std::uniform_int_distribution<std::size_t>(0, limit - 1)(m_random) : 0;
  }

 private:
  static constexpr std::size_t kMostBytes = 1 << 20;

  void changeOnce(Bytes& bytes, const std::vector<Bytes>& seeds) {
    const std::size_t at = below(bytes.size() + 1);
    const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    const std::size_t left = bytes.size() - at, length = std::min(left, 1 + below(64));
    const auto end = place + static_cast<std::ptrdiff_t>(length);
    switch (below(7)) {
      case 0: if (left) bytes[at] ^= static_cast<unsigned char>(1u << below(8)); break;
      case 1: if (left) bytes[at] = static_cast<unsigned char>(below(256)); break;
      case 2: bytes.erase(place, end); break;
      case 3: bytes.resize(at); break;
      case 4: {
        const Bytes twice(place, end);
        bytes.insert(place, twice.begin(), twice.end());
        break;
      }
      case 5: {
        static constexpr const char* kWords[] = {
            "0", "-1",   "4294967295", "99999999999999999999", "x", ",", "{", "}", "[", "\"", "null", "1e999",
            "$", "\xff", "\\u0000"};
        const char* word = kWords[below(std::size(kWords))];
        bytes.insert(place, word, word + std::strlen(word));
        break;
      }
      default: {
        const Bytes& other = seeds[below(seeds.size())];
        const std::size_t from = below(other.size() + 1), to = std::min(other.size(), from + below(256));
        bytes.insert(place, other.begin() + static_cast<std::ptrdiff_t>(from),
                     other.begin() + static_cast<std::ptrdiff_t>(to));
      }
    }
  }

  std::mt19937_64 m_random;
};

}  // namespace

int main(int argc, char** argv) {
  double seconds = 0;
  std::uint64_t seed = 1;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc) seconds = std::atof(argv[++i]);
    else if (std::strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
      seed = std::strtoull(argv[++i], nullptr, 10);
    else paths.emplace_back(argv[i]);
  }
  g_running.file = "crash-" + std::filesystem::path(argv[0]).filename().string();
  for (int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(signal, onSignal);
  if (__sanitizer_set_death_callback) __sanitizer_set_death_callback(keepInput);

  std::vector<Bytes> seeds = readSeeds(paths);
  if (seeds.empty()) return std::fprintf(stderr, "no seeds: name a file or a folder that has some\n"), 2;
  for (const Bytes& one : seeds) tryInput(one);
  std::uint64_t tried = seeds.size();
  Mutator mutator(seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  for (; std::chrono::steady_clock::now() < end; ++tried)
    tryInput(mutator.change(seeds[mutator.below(seeds.size())], seeds));
  std::printf("%llu inputs tried\n", static_cast<unsigned long long>(tried));
  return 0;
}
