"""Conan 2 recipe of the sources that it lies in: conan create cmake/packaging/conan"""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir


class Bentocloud(ConanFile):
    name = "bentocloud"
    description = "C++ SDK for BentoCloud API tokens"
    license = "Apache-2.0"
    package_type = "library"
    settings = "os", "compiler", "build_type", "arch"
    options = {"shared": [True, False], "fPIC": [True, False], "testing": [True, False]}
    default_options = {"shared": False, "fPIC": True, "testing": False, "date/*:header_only": True}
    implements = ["auto_shared_fpic"]

    @property
    def _root(self):
        return os.path.join(self.recipe_folder, "..", "..", "..")

    def set_version(self):
        header = load(self, os.path.join(self._root, "include", "bentocloud", "version.hpp"))
        self.version = re.search(r'string_view version = "([0-9.]+)"', header).group(1)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*"):
            copy(self, pattern, self._root, self.export_sources_folder)

    def requirements(self):
        self.requires("libcurl/[>=7.80 <9]")
        self.requires("yaml-cpp/[>=0.7 <1]")
        self.requires("nlohmann_json/[>=3.10 <4]")
        self.requires("date/[>=3.0 <4]")
        if self.options.testing:
            self.requires("libmicrohttpd/[>=0.9.75 <2]")

    def validate(self):
        check_min_cppstd(self, 17)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["BENTOCLOUD_TESTING"] = bool(self.options.testing)
        toolchain.cache_variables["BENTOCLOUD_TESTS"] = False
        toolchain.cache_variables["BENTOCLOUD_EXAMPLES"] = False
        toolchain.cache_variables["BENTOCLOUD_CLI"] = False
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        licenses = os.path.join(self.package_folder, "licenses")
        copy(self, "LICENSE", self.source_folder, licenses)
        copy(self, "third_party_notices.txt", os.path.join(self.source_folder, "cmake"), licenses)
        CMake(self).install()
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))  # Conan makes its own
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "bentocloud")
        defines = [] if self.options.shared else ["BENTOCLOUD_STATIC"]
        system_libs = ["pthread"] if self.settings.os in ("Linux", "FreeBSD") else []

        core = self.cpp_info.components["bentocloud"]
        core.set_property("cmake_target_name", "bentocloud::bentocloud")
        core.set_property("pkg_config_name", "bentocloud")
        core.libs = ["bentocloud"]
        core.defines = defines
        core.system_libs = system_libs
        core.requires = ["libcurl::libcurl", "yaml-cpp::yaml-cpp", "nlohmann_json::nlohmann_json",
                         "date::date"]

        if not self.options.testing:
            return
        testing = self.cpp_info.components["testing"]
        testing.set_property("cmake_target_name", "bentocloud::testing")
        testing.set_property("pkg_config_name", "bentocloud_testing")
        testing.libs = ["bentocloud_testing"]
        testing.defines = defines
        testing.system_libs = system_libs
        testing.requires = ["bentocloud", "libmicrohttpd::libmicrohttpd"]
