# usage: mk.sh name  -> builds lib from worktree & driver
cd /tmp/wt/decode; export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
cmake --build --preset release --target bentocloud -j2 2>&1 | grep -E "warning|error|FAILED" 
[ -f /tmp/dec/drive.o ] || g++ -std=c++17 -O3 -DNDEBUG -DBENTOCLOUD_STATIC -Isrc -Iinclude -c /tmp/dec/drive.cpp -o /tmp/dec/drive.o
g++ /tmp/dec/drive.o $(find build/release -name libbentocloud.a) -lcurl -lyaml-cpp -lpthread -o /tmp/dec/d_$1
