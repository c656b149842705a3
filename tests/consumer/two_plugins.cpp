#include <future>
#include <iostream>

#include <dlfcn.h>

namespace {

class Plugin {
 public:
  explicit Plugin(const char* path) : library_(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
    if (library_ == nullptr) std::cerr << dlerror() << '\n';
  }
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;
  ~Plugin() {
    if (library_ != nullptr) dlclose(library_);
  }

  bool run() const {
    if (library_ == nullptr) return false;
    const auto function = reinterpret_cast<bool (*)()>(dlsym(library_, "use_bentocloud"));
    return function != nullptr && function();
  }

 private:
  void* library_;
};

}  // namespace

// Both plugins at once, then one that outlives the other, then both once more.
int main(int argc, char** argv) {
  if (argc != 3) return 2;
  for (int round = 0; round < 2; ++round) {
    const Plugin first(argv[1]);
    bool ok = true;
    {
      const Plugin second(argv[2]);
      auto meanwhile = std::async(std::launch::async, [&] { return second.run(); });
      ok = first.run();
      ok = meanwhile.get() && ok;
    }
    if (!first.run() || !ok) return 1;
  }
}
